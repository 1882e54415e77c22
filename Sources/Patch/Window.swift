/// A part of a file where a hunk may belong, with what its edits are there.
struct Window {
  let hunk: Int
  /// The lines of the file that it shows.
  let range: Range<Int>
  let judged: [ThreeWay.Judged]
  /// How much of the hunk is there, 0 to 1, lines that are rare in the file counting most.
  let score: Double
  /// From the first to the last line of the file that is one of the hunk's.
  let found: Range<Int>
  /// How many of its edits have lost a line beside them.
  let doubts: Int

  /// Whether every edit is there or can be made.
  var fits: Bool { !judged.contains { $0.isConflict } && judged.contains { $0.range != nil } }

  /// Where the edits are in the file.
  var sites: [Range<Int>] {
    judged.compactMap(\.range).map { $0.lowerBound + range.lowerBound..<$0.upperBound + range.lowerBound }
  }

  /// Whether all its new lines are there, and there are some.
  var isThere: Bool { judged.allSatisfy { $0.verdict.isApplied && !$0.edit.isDeletion } }

  /// Whether lines that an edit is to remove are here, so that its work is not done.
  func holds(_ edit: LineEdit) -> Bool {
    score >= 0.5
      && judged.contains { one in
        guard one.edit.old.overlaps(edit.old) else { return false }
        switch one.verdict {
        case .pending, .moved, .mixed: return true
        case .applied, .conflict, .needless: return false
        }
      }
  }

  /// Whether another window shows the same lines, seen from a little farther.
  func isSamePlace(as other: Window) -> Bool {
    sites == other.sites
      || found.overlaps(other.found) && judged.map(\.verdict.isApplied) == other.judged.map(\.verdict.isApplied)
        && judged.map(\.verdict.isPending) == other.judged.map(\.verdict.isPending)
        && abs(found.lowerBound - other.found.lowerBound) <= 3
  }

  var splices: [Splice] {
    judged.compactMap(\.splice).map { splice in
      Splice(
        range: splice.range.lowerBound + range.lowerBound..<splice.range.upperBound + range.lowerBound,
        lines: splice.lines, lastEnding: splice.lastEnding)
    }
  }
}
