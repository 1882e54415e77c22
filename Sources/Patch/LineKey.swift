/// What of a line counts when two are compared: everything but its formatting.
enum LineKey {
  /// The line without its blanks, but for those that part two words and those inside string literals.
  ///
  /// Blanks in a literal are content: a fix may be nothing but one blank there. A quote that is not closed on its line
  /// (an apostrophe, a literal of several lines) keeps the rest of the line as it is.
  static func of(_ line: ArraySlice<UInt8>) -> [UInt8] {
    let line = line.trimmed
    var key: [UInt8] = []
    key.reserveCapacity(line.count)
    var quote: UInt8?
    var isEscaped = false
    var blanks = false
    for byte in line {
      if let open = quote {
        key.append(byte)
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == open {
          quote = nil
        }
        continue
      }
      if ArraySlice<UInt8>.isBlank(byte) {
        blanks = true
        continue
      }
      if blanks, let last = key.last, isWord(last), isWord(byte) { key.append(UInt8(ascii: " ")) }
      blanks = false
      if isQuote(byte) { quote = byte }
      key.append(byte)
    }
    return key
  }

  static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }

  private static func isQuote(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`")
  }
}
