internal import SourceText

/// The name of a systemd unit, with or without its suffix.
package struct UnitName: Sendable, Hashable, CustomStringConvertible {
  package let description: String

  init(_ text: String) throws(Malformed) {
    let isPlain = text.utf8.allSatisfy { byte in
      Self.letters.contains(byte) || ":-_.\\@".utf8.contains(byte)
    }
    guard isPlain, !text.isEmpty, !text.hasPrefix("-"), text.utf8.count <= 255 else {
      throw Malformed("'\(text.shortened)' is not the name of a unit", hint: "write a name such as web or web.service")
    }
    description = text
  }

  private static let letters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
}
