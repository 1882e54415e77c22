/// Something that a test stands on did not work.
package struct Mishap: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}
