/// Decides for each edit whether it is in a text, is still to be made there, or neither can be said.
///
/// Whether an edit is still to be made is read from the map of the old text only, whether it is there from that of the
/// new text only: mixing them takes one half of a change for the whole.
struct EditJudge {
  let old: [Int]
  let new: [Int]
  let target: [Int]
  let oldMap: LineMap
  let newMap: LineMap
  /// For each line of the target, whether the old text has it.
  let isFromOld: [Bool]
  /// For each number, the letters and digits of its line.
  let words: [Int]

  enum Verdict: Equatable {
    /// To be made by replacing these lines of the target.
    case pending(Range<Int>)
    /// These lines of the target are what it makes.
    case applied(Range<Int>)
    /// These lines of the target are some of its old and some of its new ones.
    case mixed(Range<Int>)
    case conflict(Conflict)
    /// A change in formatting of lines that are formatted in a third way, or not there.
    case needless

    var isApplied: Bool { if case .applied = self { true } else { false } }
    var isPending: Bool { if case .pending = self { true } else { false } }
  }

  enum Conflict: Equatable {
    /// Neither text is there.
    case gone
    /// Other lines stand where new ones belong.
    case foreign
    /// Both texts are there.
    case both
  }

  init(old: [Int], new: [Int], target: [Int], words: [Int]) {
    (self.old, self.new, self.target, self.words) = (old, new, target, words)
    oldMap = LineMap(old, target) { words[$0] < Self.strength }
    newMap = LineMap(new, target) { words[$0] < Self.strength }
    var isFromOld = [Bool](repeating: false, count: target.count)
    for place in oldMap.forward { if let place { isFromOld[place] = true } }
    self.isFromOld = isFromOld
  }

  /// Letters that make a line more than brackets and a short word (`end`, `fi`, `else {`), as many places have it.
  static let strength = 5

  func isBlank(_ number: Int) -> Bool { words[number] < 0 }
  func isStrong(_ number: Int) -> Bool { words[number] >= Self.strength }

  func judge(_ edit: LineEdit) -> Verdict {
    if edit.isInsertion { return judgeInsertion(edit) }
    if edit.isDeletion { return judgeDeletion(edit) }
    let pending = attached(edit.old, old, oldMap)
    let applied = attached(edit.new, new, newMap)
    switch (pending, applied) {
    case (let range?, nil): return .pending(range)
    case (nil, let range?): return .applied(range)
    case (_?, _?): return .conflict(.both)
    case (nil, nil): return .conflict(.gone)
    }
  }

  private func judgeInsertion(_ edit: LineEdit) -> Verdict {
    if let range = attached(edit.new, new, newMap) { return .applied(range) }
    if let place = gap(edit.old.lowerBound, old, oldMap) { return .pending(place..<place) }
    return .conflict(.foreign)
  }

  private func judgeDeletion(_ edit: LineEdit) -> Verdict {
    let pending = attached(edit.old, old, oldMap)
    let applied = gap(edit.new.lowerBound, new, newMap)
    switch (pending, applied) {
    case (let range?, nil): return .pending(range)
    case (let range?, _?): return copies(edit.old) > copiesInNew(edit.old) ? .pending(range) : .conflict(.both)
    case (nil, let place?):
      return copies(edit.old) > copiesInNew(edit.old) ? .conflict(.both) : .applied(place..<place)
    case (nil, nil): return .conflict(.gone)
    }
  }

  /// The lines between the neighbours of a change, if they are a mixture of its old and its new lines: what is left when
  /// somebody made a part of it. Nothing else is lost when the new lines take their place.
  func mixture(_ edit: LineEdit) -> Range<Int>? {
    let above = neighbour(above: edit.old.lowerBound, old)
    let below = neighbour(below: edit.old.upperBound, old)
    guard let top = oldMap.place(above), let bottom = oldMap.place(below), top + 1 < bottom else { return nil }
    var region = top + 1..<bottom
    // Blank lines that belong to the surroundings stay.
    if below > edit.old.upperBound {
      while let last = region.last, isBlank(target[last]) { region = region.dropLast() }
    }
    if above < edit.old.lowerBound - 1 {
      while let first = region.first, isBlank(target[first]) { region = region.dropFirst() }
    }
    guard !region.isEmpty, region.count <= edit.old.count + edit.new.count else { return nil }
    var rest: [Int: Int] = [:]
    for line in edit.new where !isBlank(new[line]) { rest[new[line], default: 0] += 1 }
    var added = 0
    var others: [Int] = []
    for line in region where !isBlank(target[line]) {
      if let left = rest[target[line]], left > 0 {
        rest[target[line]] = left - 1
        if isStrong(target[line]) { added += 1 }
      } else {
        others.append(target[line])
      }
    }
    var removed: [Int: Int] = [:]
    for line in edit.old { removed[old[line], default: 0] += 1 }
    for number in others {
      guard let left = removed[number], left > 0 else { return nil }
      removed[number] = left - 1
    }
    guard added > 0 || edit.isDeletion else { return nil }
    return region
  }

  /// Strong lines of the new text that the old one lacks and that stand in the file outside a range.
  func intruders(_ edit: LineEdit, beside range: Range<Int>) -> Int {
    let known = Set(old[edit.old])
    return edit.new.count { line in
      guard isStrong(new[line]), !known.contains(new[line]), let place = newMap.place(line) else { return false }
      return !range.contains(place) && !isFromOld[place] && abs(place - range.lowerBound) <= edit.new.count + edit.old.count + 3
    }
  }

  /// Where a block stands as a whole, with a neighbour at one side at least.
  private func attached(_ block: Range<Int>, _ numbers: [Int], _ map: LineMap) -> Range<Int>? {
    guard let range = placed(block, map) else { return nil }
    let above = neighbour(above: block.lowerBound, numbers)
    let below = neighbour(below: block.upperBound, numbers)
    let holdsAbove = map.place(above).map { $0 == neighbour(above: range.lowerBound, target) } ?? false
    let holdsBelow = map.place(below).map { $0 == neighbour(below: range.upperBound, target) } ?? false
    return holdsAbove || holdsBelow ? range : nil
  }

  /// Where all lines of a block stand without others between them.
  func placed(_ block: Range<Int>, _ map: LineMap) -> Range<Int>? {
    guard let first = map.place(block.lowerBound) else { return nil }
    for (offset, line) in block.enumerated() where map.place(line) != first + offset { return nil }
    return first..<first + block.count
  }

  /// Where the lines before and after a position still meet, blank ones aside.
  private func gap(_ position: Int, _ numbers: [Int], _ map: LineMap) -> Int? {
    if let above = map.place(position - 1), let below = map.place(position), above + 1 == below { return below }
    let above = neighbour(above: position, numbers)
    let below = neighbour(below: position, numbers)
    guard let top = map.place(above), let bottom = map.place(below), top < bottom,
      (top + 1..<bottom).allSatisfy({ isBlank(target[$0]) })
    else { return nil }
    // Beside the line that the position touched, else after as many blank lines as there were.
    if below == position { return bottom }
    return min(top + (position - above), bottom)
  }

  /// The next line above that is not blank; -1 for the start.
  private func neighbour(above position: Int, _ numbers: [Int]) -> Int {
    var line = position - 1
    while line >= 0, isBlank(numbers[line]) { line -= 1 }
    return line
  }

  private func neighbour(below position: Int, _ numbers: [Int]) -> Int {
    var line = position
    while line < numbers.count, isBlank(numbers[line]) { line += 1 }
    return line
  }

  private func copies(_ block: Range<Int>) -> Int { count(Array(old[block]), in: target) }
  private func copiesInNew(_ block: Range<Int>) -> Int { count(Array(old[block]), in: new) }

  private func count(_ block: [Int], in lines: [Int]) -> Int {
    guard let first = block.first, lines.count >= block.count else { return 0 }
    return (0...lines.count - block.count).count { start in
      lines[start] == first && lines[start..<start + block.count].elementsEqual(block)
    }
  }
}
