/// Why a step cannot be carried out.
package struct Refusal: Error {
  package let reason: String
  /// True where the account may not look, so that nobody can tell what would become of it.
  package let isBlind: Bool

  package init(_ reason: String, isBlind: Bool = false) {
    self.reason = reason
    self.isBlind = isBlind
  }
}
