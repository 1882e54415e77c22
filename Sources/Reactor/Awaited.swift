/// A descriptor together with what is wanted of it.
package struct Awaited: Sendable {
  package let descriptor: Int32
  package let interest: Interest

  package init(_ descriptor: Int32, _ interest: Interest) {
    self.descriptor = descriptor
    self.interest = interest
  }
}
