internal import SourceText

/// The name of a systemd unit, with or without its suffix, and whose it is.
package struct UnitName: Sendable, Hashable, CustomStringConvertible {
  package let description: String
  package let manager: UnitManager

  init(_ text: String, of manager: UnitManager) throws(Malformed) {
    let isPlain = text.utf8.allSatisfy { byte in
      Self.letters.contains(byte) || ":-_.\\@".utf8.contains(byte)
    }
    guard isPlain, !text.isEmpty, !text.hasPrefix("-"), text.utf8.count <= 255 else {
      throw Malformed("'\(text.shortened)' is not the name of a unit", hint: "write a name such as web or web.service")
    }
    description = text
    self.manager = manager
  }

  private static let letters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
}

extension UnitName: Comparable {
  package static func < (one: UnitName, other: UnitName) -> Bool {
    (one.manager.rawValue, one.description) < (other.manager.rawValue, other.description)
  }
}

extension [UnitName] {
  /// The key that names them all; those of one step are of one manager.
  package var word: String { (first?.manager ?? .system).word }
}
