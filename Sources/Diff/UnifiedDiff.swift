/// The difference between two texts, line by line, in the form of `diff -u`.
package struct UnifiedDiff: Sendable, Equatable {
  package let hunks: [Hunk]

  /// Compares two texts and shows each change with up to `context` unchanged lines around it.
  package init(old: [UInt8], new: [UInt8], context: Int = 3) {
    let old = TextLines(old)
    let new = TextLines(new)
    let alignment = LineAlignment(old: old, new: new)
    hunks = HunkBuilder(old: old, new: new, context: min(max(0, context), old.count)).hunks(of: alignment.changes)
  }

  /// Whether both texts are the same.
  package var isEmpty: Bool { hunks.isEmpty }

  /// How many lines only the new text has.
  package var addedLines: Int { count(.added) }

  /// How many lines only the old text has.
  package var removedLines: Int { count(.removed) }

  private func count(_ kind: Line.Kind) -> Int {
    hunks.reduce(0) { sum, hunk in sum + hunk.lines.count { $0.kind == kind } }
  }
}
