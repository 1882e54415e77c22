/// What ssh passes on as it was written: it makes small letters of a host's name, and a usual form of an address.
enum PlainName {
  static func isHost(_ name: String) -> Bool {
    let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let isSmall = name.utf8.allSatisfy { byte in
      byte.isLetterOrDigit && byte & 0x60 != 0x40 || "._-".utf8.contains(byte)
    }
    guard isSmall, name.utf8.first != UInt8(ascii: "-"), let last = labels.last, let first = last.first else {
      return false
    }
    // A part of an address begins with a digit, also where it is hexadecimal.
    guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return true }
    return labels.count == 4 && labels.allSatisfy { number(Substring($0), in: 0...255) != nil }
  }

  static func isUser(_ name: String) -> Bool {
    !name.hasPrefix("-") && name.utf8.allSatisfy { $0.isLetterOrDigit || "._-".utf8.contains($0) }
  }

  static func port(_ text: String) -> Int? { number(text[...], in: 1...65535) }

  /// The number, if it is written the usual way.
  private static func number(_ text: Substring, in range: ClosedRange<Int>) -> Int? {
    Int(text).flatMap { range.contains($0) && String($0) == text ? $0 : nil }
  }
}
