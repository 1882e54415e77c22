/// Places whose surroundings changed too, but leave no doubt.
extension EditJudge {
  /// Lines around a place within which what is missing may be overlooked.
  private static let narrow = 5

  /// How alike a line is to the one that it was.
  private static let alike = 0.75

  /// Where the lines around a position meet although the file lacks some of them, with nothing of its own between.
  func narrowGap(_ position: Int) -> Int? {
    guard let (top, bottom) = held(around: position, old, oldMap), isBlank(between: top, bottom) else { return nil }
    // Beside the blank lines on the side where the position has them.
    return position > 0 && isBlank(old[position - 1]) ? bottom : top + 1
  }

  /// Where one neighbour stands and the other one was changed a little, as in a sorted list of imports.
  func besideChanged(_ position: Int) -> Int? {
    let (above, below) = (neighbour(above: position, old), neighbour(below: position, old))
    guard above >= 0, below < old.count, keepsSurroundings(position) else { return nil }
    if isHeld(above), oldMap.place(below) == nil, let top = oldMap.place(above) {
      let next = neighbour(below: top + 1, target)
      guard next < target.count, !isFromOld[next], isAlike(below, next) else { return nil }
      return above == position - 1 ? top + 1 : next
    }
    if isHeld(below), oldMap.place(above) == nil, let bottom = oldMap.place(below) {
      let next = neighbour(above: bottom, target)
      guard next >= 0, !isFromOld[next], isAlike(above, next) else { return nil }
      return below == position ? bottom : next + 1
    }
    return nil
  }

  /// Whether most of the lines around a position that mean something are there.
  ///
  /// One changed neighbour is a chance; where most of the others are changed too, somebody wrote this part anew.
  private func keepsSurroundings(_ position: Int) -> Bool {
    let around = max(0, position - Self.shown)..<min(old.count, position + Self.shown)
    let strong = around.filter { isStrong(old[$0]) }
    return strong.count(where: isHeld) * 2 >= strong.count
  }

  /// Lines that a diff shows on each side of a change.
  private static let shown = 3

  /// The lines next to an edit that the file lacks; a bracket or a blank line says nothing.
  func lostNeighbours(_ edit: LineEdit) -> [Int] {
    [neighbour(above: edit.old.lowerBound, old), neighbour(below: edit.old.upperBound, old)].filter { line in
      old.indices.contains(line) && words[old[line]] > 0 && oldMap.place(line) == nil
    }
  }

  /// Where lines were, by the nearest ones that are left.
  func surroundings(_ block: Range<Int>) -> Range<Int> {
    let above = oldMap.forward[..<block.lowerBound].lastIndex { $0 != nil }
    let below = oldMap.forward[block.upperBound...].firstIndex { $0 != nil }
    let top = above.flatMap { oldMap.place($0) }.map { $0 + 1 } ?? 0
    let bottom = max(top, below.flatMap { oldMap.place($0) } ?? target.count)
    let isNearerAbove = block.lowerBound - (above ?? -1) <= (below ?? old.count) - block.upperBound + 1
    return isNearerAbove
      ? top..<min(bottom, top + block.count) : max(top, bottom - block.count)..<bottom
  }

  /// The end of the file, for a block of its own that the patch puts behind everything.
  func endOfText(_ edit: LineEdit) -> Int? {
    guard ends.end, edit.isInsertion, edit.old.lowerBound == old.count, !target.isEmpty, let first = edit.new.first,
      isBlank(new[first]), let start = edit.new.first(where: { !isBlank(new[$0]) })
    else { return nil }
    return texts.new[start].content.indent.isEmpty ? target.count : nil
  }

  /// Where a few added lines stand among lines of the file's own, between the nearest neighbours that are left.
  func copyBetween(_ edit: LineEdit) -> Range<Int>? {
    guard edit.new.contains(where: { isStrong(new[$0]) }),
      let (top, bottom) = held(around: edit.old.lowerBound, old, oldMap),
      bottom - top <= 2 * Self.narrow + edit.new.count, let copy = onlyCopy(edit), copy.lowerBound > top,
      copy.upperBound <= bottom
    else { return nil }
    return copy
  }

  /// Where the added lines stand, if that is one place, and none in the old text; blank ones at their ends aside.
  func onlyCopy(_ edit: LineEdit) -> Range<Int>? {
    let block = edit.new.drop { isBlank(new[$0]) }
    let lines = Array(new[block.lowerBound..<(block.last { !isBlank(new[$0]) } ?? block.lowerBound) + 1])
    let places = Self.places(of: lines, in: target)
    guard places.count == 1, Self.places(of: lines, in: old).isEmpty else { return nil }
    return places[0]..<places[0] + lines.count
  }

  /// Where a removed block was, if nothing is left of it: none of its lines, and none like them at the place.
  func goneWithoutTrace(_ edit: LineEdit) -> Int? {
    let strong = edit.old.filter { isStrong(old[$0]) }
    let numbers = Set(strong.map { old[$0] })
    guard !strong.isEmpty, !target.contains(where: numbers.contains),
      let (top, bottom) = held(around: edit.new.lowerBound, new, newMap),
      bottom - top <= 2 * Self.narrow + edit.old.count
    else { return nil }
    let isChanged = (top + 1..<bottom).contains { place in
      !isFromNew[place] && strong.contains { isAlike($0, place) }
    }
    return isChanged ? nil : bottom
  }

  /// The nearest lines around a position that stand in the file, as places there.
  private func held(around position: Int, _ numbers: [Int], _ map: LineMap) -> (top: Int, bottom: Int)? {
    var (above, below) = (position - 1, position)
    func isHeld(_ line: Int) -> Bool { isStrong(numbers[line]) && map.place(line) != nil }
    while above >= 0, position - above <= Self.narrow, !isHeld(above) { above -= 1 }
    while below < numbers.count, below - position < Self.narrow, !isHeld(below) { below += 1 }
    guard let top = map.place(above), let bottom = map.place(below), top < bottom else { return nil }
    return (top, bottom)
  }

  /// Whether a line that means something is in the file.
  func isHeld(_ line: Int) -> Bool { isStrong(old[line]) && oldMap.place(line) != nil }

  private func isBlank(between top: Int, _ bottom: Int) -> Bool {
    (top + 1..<bottom).allSatisfy { isBlank(target[$0]) }
  }

  private func isAlike(_ line: Int, _ place: Int) -> Bool {
    Likeness.of(texts.old[line].content, lines[place].content) >= Self.alike
  }
}
