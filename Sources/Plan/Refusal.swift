/// Why a step cannot be carried out.
package struct Refusal: Error {
  package let reason: String

  package init(_ reason: String) { self.reason = reason }
}
