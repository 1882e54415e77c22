/// Names of files as diffs write them.
enum DiffName {
  /// The name behind `---` or `+++`: quoted as git does, or up to a tab, behind which `diff` writes a date.
  static func read(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    if bytes.first == quote { return unquoted(bytes) }
    let name = bytes.prefix { $0 != UInt8(ascii: "\t") }
    return name.isEmpty ? nil : Array(name)
  }

  /// A name that may be quoted and ends with its line.
  static func unquoted(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    guard bytes.first == quote else { return bytes.isEmpty ? nil : Array(bytes) }
    return quoted(bytes)?.name
  }

  /// Both names behind `diff --git`; nil where blanks leave open where one ends.
  static func pair(_ bytes: ArraySlice<UInt8>) -> (old: [UInt8], new: [UInt8])? {
    if bytes.first == quote {
      guard let (old, rest) = quoted(bytes), rest.first == blank else { return nil }
      return unquoted(rest.dropFirst()).map { (old, $0) }
    }
    // Without quotes both names are equal but for their first folder, unless a rename is spelled out below.
    for split in bytes.indices where bytes[split] == blank {
      let (old, new) = (bytes[..<split], bytes[(split + 1)...])
      if old.dropFirst(2).elementsEqual(new.dropFirst(2)), !old.isEmpty { return (Array(old), Array(new)) }
    }
    let words = bytes.split(separator: blank)
    return words.count == 2 ? (Array(words[0]), Array(words[1])) : nil
  }

  private static let quote = UInt8(ascii: "\"")
  private static let blank = UInt8(ascii: " ")

  private static func quoted(_ bytes: ArraySlice<UInt8>) -> (name: [UInt8], rest: ArraySlice<UInt8>)? {
    var rest = bytes.dropFirst()
    var name: [UInt8] = []
    while let byte = rest.popFirst() {
      if byte == quote { return (name, rest) }
      guard byte == UInt8(ascii: "\\") else {
        name.append(byte)
        continue
      }
      guard let escaped = rest.popFirst() else { return nil }
      if let plain = escapes[escaped] {
        name.append(plain)
        continue
      }
      guard let value = UInt8(String(decoding: [escaped] + rest.prefix(2), as: UTF8.self), radix: 8) else { return nil }
      rest = rest.dropFirst(2)
      name.append(value)
    }
    return nil
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "n"): 0x0a, UInt8(ascii: "t"): 0x09, UInt8(ascii: "r"): 0x0d, UInt8(ascii: "a"): 0x07,
    UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0c, UInt8(ascii: "v"): 0x0b, UInt8(ascii: "\\"): 0x5c,
    UInt8(ascii: "\""): 0x22,
  ]
}
