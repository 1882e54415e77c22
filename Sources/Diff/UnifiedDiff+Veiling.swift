extension UnifiedDiff {
  /// The same difference with other words in its lines, where what they say is not to be shown.
  package func replacing(_ body: (Line) -> [UInt8]) -> UnifiedDiff {
    UnifiedDiff(
      hunks: hunks.map { hunk in
        Hunk(
          oldStart: hunk.oldStart, oldCount: hunk.oldCount, newStart: hunk.newStart, newCount: hunk.newCount,
          lines: hunk.lines.map { Line(kind: $0.kind, bytes: body($0), hasNewline: $0.hasNewline) })
      })
  }

  private init(hunks: [Hunk]) { self.hunks = hunks }
}
