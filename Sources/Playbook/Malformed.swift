/// Why a text is not a value of the type it was read as.
package struct Malformed: Error, Sendable, Hashable {
  /// What is wrong: lower case, no full stop.
  package let message: String
  package let hint: String?
  /// The part of the text that is wrong, where it is not all of it.
  package let fragment: String?

  package init(_ message: String, hint: String? = nil, fragment: String? = nil) {
    self.message = message
    self.hint = hint
    self.fragment = fragment
  }
}
