internal import SourceText

/// Names with ranges as Ansible's inventories have them: `web[01:20]`, `db-[a:f].example.com`, `n[0:8:2]`.
enum HostRange {
  /// More hosts than this in one line are a mistake.
  private static let most = 10_000

  /// Every name that the text stands for, itself if it holds no range.
  static func names(_ text: String) throws(Malformed) -> [String] {
    var names = [""]
    var rest = text[...]
    while let open = rest.firstIndex(of: "["), !isAddress(rest[open...]) {
      guard let close = rest[open...].firstIndex(of: "]") else {
        throw Malformed("']' is missing in '\(text.shortened)'")
      }
      let range = rest[rest.index(after: open)..<close]
      let parts = try parts(String(range))
      guard names.count * parts.count <= most else {
        throw Malformed("'\(text.shortened)' stands for more than \(most) hosts")
      }
      let head = String(rest[..<open])
      names = names.flatMap { name in parts.map { name + head + $0 } }
      rest = rest[rest.index(after: close)...]
    }
    return names.map { $0 + rest }
  }

  /// `[2001:db8::1]:22`, where the brackets hold an address.
  private static func isAddress(_ text: Substring) -> Bool {
    let inside = text.dropFirst().prefix { $0 != "]" }
    return inside.contains("::") || inside.count { $0 == ":" } > 2
  }

  private static func parts(_ range: String) throws(Malformed) -> [String] {
    let words = range.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let malformed = Malformed(
      "'[\(range.shortened)]' is not a range", hint: "write [1:20], [01:20], [a:f] or [0:8:2]", fragment: "[\(range)]")
    guard words.count == 2 || words.count == 3, let step = words.count == 3 ? number(words[2]) : 1, step > 0
    else {
      throw malformed
    }
    let first = words[0].isEmpty ? "0" : words[0]
    if let start = number(first), let end = number(words[1]) {
      let width = first.hasPrefix("0") && first.count > 1 ? first.count : 0
      guard start <= end, end - start <= most * step, width == 0 || width == words[1].count else { throw malformed }
      return stride(from: start, through: end, by: step).map { number in
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
      }
    }
    guard let start = letter(first), let end = letter(words[1]), start <= end, (start < 0x61) == (end < 0x61) else {
      throw malformed
    }
    return stride(from: start, through: end, by: step).map { String(UnicodeScalar(UInt8($0))) }
  }

  private static func number(_ text: String) -> Int? {
    guard !text.isEmpty, text.utf8.count <= 9, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }

  private static func letter(_ text: String) -> Int? {
    guard text.utf8.count == 1, let byte = text.utf8.first, (byte | 0x20) >= 0x61, (byte | 0x20) <= 0x7A else {
      return nil
    }
    return Int(byte)
  }
}
