/// Why a conversation with a host came to nothing.
package struct HostError: Error, Sendable {
  package let message: String
  package let hint: String?

  package init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }
}
