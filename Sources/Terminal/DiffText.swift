internal import Diff
internal import SourceText
package import Transaction

/// A unified diff on a terminal.
package enum DiffText {
  /// Nothing for two files that are the same.
  package static func lines(_ difference: Difference, _ style: Style) -> [String] {
    switch difference.body {
    case .same: []
    case .hidden(let reason):
      head(difference.old, difference.new, style) + ["(no difference to show: \(reason.terminalSafe))"]
    case .text(let diff): lines(diff, from: difference.old, to: difference.new, style)
    }
  }

  /// What is nil was not there.
  static func lines(_ diff: UnifiedDiff, from old: String?, to new: String?, _ style: Style) -> [String] {
    guard !diff.isEmpty else { return [] }
    var lines = head(old, new, style)
    for hunk in diff.hunks {
      lines.append(style.text(hunk.header, .place))
      for line in hunk.lines { lines += self.lines(line, style) }
    }
    return lines
  }

  private static func head(_ old: String?, _ new: String?, _ style: Style) -> [String] {
    [
      style.text("--- \(old?.terminalSafe ?? "/dev/null")", .strong),
      style.text("+++ \(new?.terminalSafe ?? "/dev/null")", .strong),
    ]
  }

  private static func lines(_ line: UnifiedDiff.Line, _ style: Style) -> [String] {
    let content = String(decoding: line.bytes, as: UTF8.self).terminalSafeCode
    let text: String
    switch line.kind {
    case .context: text = " \(content)"
    case .removed: text = style.text("-\(content)", .bad)
    case .added: text = style.text("+\(content)", .good)
    }
    return line.hasNewline ? [text] : [text, "\\ No newline at end of file"]
  }
}
