/// Why a conversation with a host came to nothing.
package struct HostError: Error, Sendable {
  package let message: String
  package let hint: String?
  /// True where the host did not answer at the start, and the others go on without it.
  package var isLeftOut = false

  package init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }
}
