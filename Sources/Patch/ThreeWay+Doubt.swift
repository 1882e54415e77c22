extension ThreeWay {
  /// How many of the edits that are to be made have lost a line beside them, each line counted once.
  func doubts(_ judged: [Judged]) -> Int {
    let pending = Dictionary(grouping: judged.filter { $0.splice != nil }, by: \.edit.hunk)
    let edits = texts.edits
    // Lines that the patch changes itself say nothing about others.
    var seen = Set(edits.flatMap(\.old))
    var doubts = 0
    for edit in edits where pending[edit.hunk]?.contains(where: { $0.edit.isPart(of: edit) }) == true {
      let lost = loose.lostNeighbours(edit).filter { !seen.contains($0) }
      if !lost.isEmpty { doubts += 1 }
      seen.formUnion(lost)
    }
    return doubts
  }

  /// Where each hunk belongs: the places of its edits, and for those that have none the lines between what is left.
  func places(_ judged: [Judged]) -> [Int: Range<Int>] {
    var places: [Int: Range<Int>] = [:]
    for one in judged {
      let range = one.range ?? loose.surroundings(one.edit.old)
      let known = places[one.edit.hunk] ?? range
      places[one.edit.hunk] = min(known.lowerBound, range.lowerBound)..<max(known.upperBound, range.upperBound)
    }
    return places
  }
}

extension LineEdit {
  /// Whether it is another edit or a part of it.
  fileprivate func isPart(of other: LineEdit) -> Bool {
    hunk == other.hunk && old.lowerBound >= other.old.lowerBound && old.upperBound <= other.old.upperBound
      && new.lowerBound >= other.new.lowerBound && new.upperBound <= other.new.upperBound
  }
}
