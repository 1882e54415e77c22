/// Text that is shown to nobody.
package struct Secret: Sendable, Hashable {
  /// The value itself, for where it has to go; everything that prints a secret prints `•••`.
  package let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "•••" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
