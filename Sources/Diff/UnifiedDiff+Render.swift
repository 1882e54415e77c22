extension UnifiedDiff {
  /// The text that `diff -u` prints and `patch` applies; empty for equal texts.
  ///
  /// A label with a space ends in a tab and one with control characters is quoted, as git does, since `patch` would
  /// otherwise read only part of the name.
  package func render(oldLabel: String, newLabel: String) -> [UInt8] {
    guard !isEmpty else { return [] }
    var text = Array("--- \(DiffLabel.text(oldLabel))\n+++ \(DiffLabel.text(newLabel))\n".utf8)
    for hunk in hunks { hunk.render(into: &text) }
    return text
  }
}

extension UnifiedDiff.Hunk {
  /// The line that starts the hunk, without its newline: `@@ -1,4 +1,5 @@`.
  package var header: String { "@@ -\(range(oldStart, oldCount)) +\(range(newStart, newCount)) @@" }

  fileprivate func render(into text: inout [UInt8]) {
    text += "\(header)\n".utf8
    for line in lines {
      text.append(line.kind.sign)
      text += line.bytes
      text += (line.hasNewline ? "\n" : "\n\\ No newline at end of file\n").utf8
    }
  }

  private func range(_ start: Int, _ count: Int) -> String { count == 1 ? "\(start)" : "\(start),\(count)" }
}

extension UnifiedDiff.Line.Kind {
  /// The character in front of a line of this kind.
  package var sign: UInt8 {
    switch self {
    case .context: UInt8(ascii: " ")
    case .removed: UInt8(ascii: "-")
    case .added: UInt8(ascii: "+")
    }
  }
}
