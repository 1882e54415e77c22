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

  /// Whether every edit is there or can be made.
  var fits: Bool { !judged.contains { $0.isConflict } && judged.contains { $0.range != nil } }

  /// Where the edits are in the file.
  var sites: [Range<Int>] {
    judged.compactMap(\.range).map { $0.lowerBound + range.lowerBound..<$0.upperBound + range.lowerBound }
  }

  var splices: [Splice] {
    judged.compactMap(\.splice).map { splice in
      Splice(
        range: splice.range.lowerBound + range.lowerBound..<splice.range.upperBound + range.lowerBound,
        lines: splice.lines, lastEnding: splice.lastEnding)
    }
  }
}
