/// Why a text is no diff that can be read.
package struct DiffProblem: Error, Sendable, Equatable {
  /// Counted from 1.
  package let line: Int
  package let message: String
  package let hint: String?

  package init(line: Int, _ message: String, hint: String? = nil) {
    self.line = line
    self.message = message
    self.hint = hint
  }
}
