internal import Diff

extension DiffPatch {
  /// What leads from one text to another, to be done to a third one.
  package init(from old: [UInt8], to new: [UInt8], indentCounts: Bool) {
    let hunks = UnifiedDiff(old: old, new: new).hunks.map { hunk in
      PatchHunk(
        oldStart: hunk.oldStart, newStart: hunk.newStart, section: [], lines: hunk.lines.map(PatchHunk.Line.init),
        line: 0)
    }
    self.init(hunks, indentCounts: indentCounts)
  }
}

extension PatchHunk.Line {
  fileprivate init(_ line: UnifiedDiff.Line) {
    let hasReturn = line.hasNewline && line.bytes.last == UInt8(ascii: "\r")
    let kind: PatchHunk.Kind =
      switch line.kind {
      case .context: .context
      case .removed: .removed
      case .added: .added
      }
    self.init(
      kind: kind,
      text: PatchText.Line(
        hasReturn ? line.bytes.dropLast() : line.bytes[...], hasReturn ? .crlf : line.hasNewline ? .lf : .none))
  }
}
