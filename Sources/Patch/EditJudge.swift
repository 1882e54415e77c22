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
  let isFromNew: [Bool]
  /// For each number, the letters and digits of its line.
  let words: [Int]

  enum Verdict: Equatable {
    /// To be made by replacing these lines of the target.
    case pending(Range<Int>)
    /// These lines of the target are what it makes.
    case applied(Range<Int>)
    /// These lines of the target are some of its old and some of its new ones.
    case mixed(Range<Int>)
    /// Lines to be removed that may be those the patch puts in another place; behind them, where they would be gone.
    case moved(Range<Int>, Int)
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

  /// The lines themselves, for what only looks alike.
  let texts: PatchTexts
  let lines: [PatchText.Line]
  let ends: LineMap.Ends

  init(
    old: [Int], new: [Int], target: [Int], words: [Int], texts: PatchTexts, lines: [PatchText.Line],
    ends: LineMap.Ends
  ) {
    (self.texts, self.lines, self.ends) = (texts, lines, ends)
    (self.old, self.new, self.target, self.words) = (old, new, target, words)
    oldMap = LineMap(old, target, ends: ends) { words[$0] < Self.strength }
    newMap = LineMap(new, target, ends: ends) { words[$0] < Self.strength }
    isFromOld = Self.image(oldMap, target.count)
    isFromNew = Self.image(newMap, target.count)
  }

  private static func image(_ map: LineMap, _ count: Int) -> [Bool] {
    var image = [Bool](repeating: false, count: count)
    for case let place? in map.forward { image[place] = true }
    return image
  }

  /// Letters that make a line more than brackets and a short word (`end`, `fi`, `else {`), as many places have it.
  static let strength = 5

  func isBlank(_ number: Int) -> Bool { words[number] < 0 }
  func isStrong(_ number: Int) -> Bool { words[number] >= Self.strength }

  func judge(_ edit: LineEdit) -> Verdict {
    if edit.old.allSatisfy({ isBlank(old[$0]) }), edit.new.allSatisfy({ isBlank(new[$0]) }) { return judgeBlank(edit) }
    if edit.isInsertion { return judgeInsertion(edit) }
    if edit.isDeletion { return judgeDeletion(edit) }
    let pending = attached(edit.old, old, oldMap)
    let applied = attached(edit.new, new, newMap)
    switch (pending, applied) {
    case (let range?, nil): return .pending(range)
    case (nil, let range?): return .applied(range)
    case (let before?, let after?):
      // One that is a part of the other stands wherever that one does.
      if after.count > before.count, after.clamped(to: before) == before { return .applied(after) }
      if before.count > after.count, before.clamped(to: after) == after { return .pending(before) }
      return .conflict(.both)
    case (nil, nil): return .conflict(.gone)
    }
  }

  private func judgeInsertion(_ edit: LineEdit) -> Verdict {
    if let range = attached(edit.new, new, newMap) { return .applied(range) }
    if let place = gap(edit.old.lowerBound, old, oldMap) ?? narrowGap(edit.old.lowerBound)
      ?? besideChanged(edit.old.lowerBound) ?? endOfText(edit)
    {
      return copyElsewhere(edit).map { .applied($0) } ?? .pending(place..<place)
    }
    return (copyElsewhere(edit) ?? copyBetween(edit)).map { .applied($0) } ?? .conflict(.foreign)
  }

  /// Where an added block stands as a whole that the old text does not have, if not where the patch puts it.
  private func copyElsewhere(_ edit: LineEdit) -> Range<Int>? {
    edit.new.count(where: { isStrong(new[$0]) }) > 2 ? onlyCopy(edit) : nil
  }

  /// An edit of blank lines only is found where they stand between the same two lines, or not at all.
  private func judgeBlank(_ edit: LineEdit) -> Verdict {
    func between(_ block: Range<Int>, _ map: LineMap) -> Range<Int>? {
      guard let top = map.place(block.lowerBound - 1), let bottom = map.place(block.upperBound) else { return nil }
      let range = top + 1..<max(top + 1, bottom)
      return range.count == block.count && range.allSatisfy { isBlank(target[$0]) } ? range : nil
    }
    if let range = between(edit.new, newMap) { return .applied(range) }
    return between(edit.old, oldMap).map { .pending($0) } ?? .needless
  }

  private func judgeDeletion(_ edit: LineEdit) -> Verdict {
    let pending = attached(edit.old, old, oldMap)
    let applied = gap(edit.new.lowerBound, new, newMap)
    switch (pending, applied) {
    case (let range?, nil): return .pending(range)
    case (let range?, let place?):
      let lines = Array(old[edit.old])
      let isSurplus = Self.places(of: lines, in: target).count > Self.places(of: lines, in: new).count
      return isSurplus ? .pending(range) : .moved(range, place)
    case (nil, let place?): return hasCopy(edit.old, near: place) ? .conflict(.both) : .applied(place..<place)
    case (nil, nil): return goneWithoutTrace(edit).map { .applied($0..<$0) } ?? .conflict(.gone)
    }
  }

  /// Whether a removed block stands somewhere, other than where the new text has it too.
  ///
  /// A line or two that the file has elsewhere on its own account say nothing; a whole block may be the one meant.
  private func hasCopy(_ block: Range<Int>, near place: Int) -> Bool {
    let isLong = block.count { isStrong(old[$0]) } > 2
    return Self.places(of: Array(old[block]), in: target).contains { start in
      !isFromNew[start] && (isLong || isFromOld[start] || abs(start - place) <= Self.reach)
    }
  }

  /// Lines within which something belongs to the same place.
  static let reach = 10

  /// The lines between the neighbours of a change, if they are a mixture of its old and its new lines.
  ///
  /// That is what is left when somebody made a part of it. Nothing else is lost when the new lines take their place.
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

  /// Whether lines that an edit is to add stand beside a range already.
  func hasIntruders(_ edit: LineEdit, beside range: Range<Int>) -> Bool {
    let wanted = Set(edit.new.map { new[$0] }.filter(isStrong)).subtracting(old[edit.old])
    func isIntruder(_ place: Int) -> Bool {
      target.indices.contains(place) && !isFromOld[place] && wanted.contains(target[place])
    }
    return isIntruder(neighbour(above: range.lowerBound, target))
      || isIntruder(neighbour(below: range.upperBound, target))
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
  func neighbour(above position: Int, _ numbers: [Int]) -> Int {
    var line = position - 1
    while line >= 0, isBlank(numbers[line]) { line -= 1 }
    return line
  }

  func neighbour(below position: Int, _ numbers: [Int]) -> Int {
    var line = position
    while line < numbers.count, isBlank(numbers[line]) { line += 1 }
    return line
  }

  /// Where lines stand one after the other.
  static func places(of block: [Int], in lines: [Int]) -> [Int] {
    guard let first = block.first, lines.count >= block.count else { return [] }
    return (0...lines.count - block.count).filter { start in
      lines[start] == first && lines[start..<start + block.count].elementsEqual(block)
    }
  }

  /// Whether lines of an edit would stand more often beside its place than the patch has them there.
  func hasSurplus(_ edit: LineEdit, _ removed: [Range<Int>], _ added: [Int]) -> Bool {
    var (above, below) = (edit.old.lowerBound - 1, edit.old.upperBound)
    while above >= 0, edit.old.lowerBound - above < Self.reach, !isHeld(above) { above -= 1 }
    while below < old.count, below - edit.old.upperBound < Self.reach, !isHeld(below) { below += 1 }
    guard let top = oldMap.place(above), let bottom = oldMap.place(below), top < bottom else { return false }
    var counts: [Int: Int] = [:]
    for line in top + 1..<bottom where isStrong(target[line]) && !removed.contains(where: { $0.contains(line) }) {
      counts[target[line], default: 0] += 1
    }
    for number in added where isStrong(number) { counts[number, default: 0] += 1 }
    let from = edit.new.lowerBound - (edit.old.lowerBound - above) + 1
    let to = edit.new.upperBound + below - edit.old.upperBound
    for line in from..<to { if let count = counts[new[line]] { counts[new[line]] = count - 1 } }
    let changed = Set(old[edit.old]).union(new[edit.new])
    return counts.contains { $0.value > 0 && changed.contains($0.key) }
  }
}
