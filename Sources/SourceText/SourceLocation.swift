/// A place in a text as people name it: `playbooks/x.yml:14:5`, both numbers counted from one.
package struct SourceLocation: Sendable, Hashable, CustomStringConvertible {
  package let file: String
  package let line: Int
  /// Counts characters, not bytes.
  package let column: Int

  package init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  package var description: String { "\(file):\(line):\(column)" }
}
