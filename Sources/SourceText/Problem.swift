/// Something wrong in a text, with the place that has to be changed.
package struct Problem: Error, Sendable, Hashable {
  /// What is wrong: lower case, no full stop.
  package let message: String
  package let range: SourceRange
  /// What to do about it.
  package let hint: String?

  package init(_ message: String, at range: SourceRange, hint: String? = nil) {
    self.message = message
    self.range = range
    self.hint = hint
  }

  /// What the user sees: the place, the message, the line with a caret, and the hint.
  package var rendered: String {
    var lines = ["\(range.location): error: \(message)".terminalSafe]
    lines += Excerpt(of: range).lines
    if let hint { lines.append("hint: \(hint.terminalSafe)") }
    return lines.joined(separator: "\n")
  }
}
