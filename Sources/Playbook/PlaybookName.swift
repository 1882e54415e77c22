/// Names that become part of file names: of playbooks, hosts and groups.
enum PlaybookName {
  static let rule = "letters, digits, '_', '.' and '-', at most 64, the first a letter or digit"

  /// The same rule as a regular expression.
  static let form = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"

  static func isValid(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard 1...64 ~= bytes.count, isLetterOrDigit(bytes[0]) else { return false }
    return bytes.allSatisfy { isLetterOrDigit($0) || "_.-".utf8.contains($0) }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
