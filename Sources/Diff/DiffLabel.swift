/// The name of a file as the first lines of a diff show it.
enum DiffLabel {
  static func text(_ label: String) -> String {
    guard label.utf8.contains(where: isControl) else {
      return label.contains(" ") && !label.contains("\t") ? label + "\t" : label
    }
    return "\"\(label.utf8.map(escaped).joined())\""
  }

  /// Whether the byte would break the line or fool a terminal; a tab sets a date apart from the name.
  private static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 && byte != 0x09 || byte == 0x7f }

  private static func escaped(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\n"): "\\n"
    case UInt8(ascii: "\t"): "\\t"
    case UInt8(ascii: "\""): "\\\""
    case UInt8(ascii: "\\"): "\\\\"
    case 0x20..<0x7f: String(UnicodeScalar(byte))
    default: "\\" + [byte >> 6, byte >> 3 & 7, byte & 7].map { String($0) }.joined()
    }
  }
}
