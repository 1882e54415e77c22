/// The ways in which a secret may come to be written somewhere.
enum SecretForms {
  /// Shorter texts are found everywhere, and hiding them would hide half of what is printed.
  static let shortest = 4

  static func all(of secret: Secret) -> Set<[UInt8]> {
    let value = secret.bytes
    var plain: Set<[UInt8]> = [value]
    // A text of several lines is printed line by line.
    plain.formUnion(value.split(whereSeparator: { $0 == newline || $0 == carriageReturn }).map { Array($0) })
    var forms: Set<[UInt8]> = []
    for text in plain where text.count >= shortest {
      forms.insert(text)
      forms.formUnion(escaped(text))
    }
    let encoded = base64(value) + hexadecimal(value)
    forms.formUnion(encoded)
    // Of a long one, tools print so many characters in a line.
    for width in [60, 64, 76] { forms.formUnion(encoded.flatMap { lines(of: $0, width) }) }
    return forms.filter { $0.count >= shortest }
  }

  private static let newline = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  /// As URLs, shells, JSON and XML write it.
  private static func escaped(_ text: [UInt8]) -> [[UInt8]] {
    let quoted = [#"'\''"#, #"'"'"'"#].map { escape in mapped(text) { $0 == UInt8(ascii: "'") ? escape : nil } }
    let backslashed = mapped(text) { isPlain($0) || $0 >= 0x80 ? nil : "\\" + String(UnicodeScalar($0)) }
    let inDoubleQuotes = mapped(text) { "\"\\$`".utf8.contains($0) ? "\\" + String(UnicodeScalar($0)) : nil }
    let json = mapped(text) {
      ["\"": #"\""#, "\\": #"\\"#, "\t": #"\t"#, "\n": #"\n"#, "\r": #"\r"#][UnicodeScalar($0)]
    }
    let jsonInASCII = String(decoding: json, as: UTF8.self).utf16.flatMap { unit in
      unit < 0x80 ? [UInt8(unit)] : Array("\\u\(digits(of: Int(unit), 4, isUpper: false))".utf8)
    }
    let jsonWithSlash = mapped(json) { $0 == UInt8(ascii: "/") ? #"\/"# : nil }
    let markups = ["&apos;", "&#39;", "&#x27;", "'"].map { apostrophe in
      mapped(text) {
        ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": apostrophe][UnicodeScalar($0)]
      }
    }
    // GitHub reads commands in what a job prints, and there a percent sign begins an escape.
    let github = mapped(text) { $0 == UInt8(ascii: "%") ? "%25" : nil }
    return quoted + [backslashed, inDoubleQuotes, json, jsonInASCII, jsonWithSlash, github] + markups + urls(text)
  }

  private static func urls(_ text: [UInt8]) -> [[UInt8]] {
    var forms: [[UInt8]] = []
    for kept in ["", "/", "!$&'()*+,;=:@/?"] {
      for space in ["%20", "+"] {
        for isUpper in [true, false] {
          forms.append(
            mapped(text) { byte in
              if byte == UInt8(ascii: " ") { return space }
              guard !isUnreserved(byte), !kept.utf8.contains(byte) else { return nil }
              return "%" + digits(of: Int(byte), 2, isUpper: isUpper)
            })
        }
      }
    }
    return forms
  }

  /// Whole, and as it stands in the encoding of a longer text that it begins anywhere in, such as `user:password`.
  private static func base64(_ value: [UInt8]) -> [[UInt8]] {
    var forms = [true, false].map { Base64.encode(value, padded: $0) }
    for before in 0...2 {
      let text = Base64.encode([UInt8](repeating: 0, count: before) + value, padded: false)
      // The characters that neither what stands before nor what comes after has a part in.
      let own = text.dropFirst((before * 8 + 5) / 6).dropLast((before + value.count).isMultiple(of: 3) ? 0 : 1)
      if own.count > shortest { forms.append(String(own)) }
    }
    let standard = forms.map { Array($0.utf8) }
    return standard
      + standard.map { mapped($0) { $0 == UInt8(ascii: "+") ? "-" : $0 == UInt8(ascii: "/") ? "_" : nil } }
  }

  private static func hexadecimal(_ value: [UInt8]) -> [[UInt8]] {
    [true, false].map { isUpper in value.flatMap { digits(of: Int($0), 2, isUpper: isUpper).utf8 } }
  }

  private static func digits(of number: Int, _ count: Int, isUpper: Bool) -> String {
    let digits = String(number, radix: 16, uppercase: isUpper)
    return String(repeating: "0", count: max(0, count - digits.count)) + digits
  }

  /// The lines of a text that does not fit into one; a short rest says too little to be looked for.
  private static func lines(of text: [UInt8], _ width: Int) -> [[UInt8]] {
    guard text.count > width else { return [] }
    return stride(from: 0, to: text.count, by: width).map { Array(text[$0..<min($0 + width, text.count)]) }
      .filter { $0.count >= 2 * shortest }
  }

  private static func mapped(_ text: [UInt8], _ replacement: (UInt8) -> String?) -> [UInt8] {
    text.flatMap { byte in replacement(byte).map { Array($0.utf8) } ?? [byte] }
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    isPlain(byte) && !"/:@%+,".utf8.contains(byte) || byte == UInt8(ascii: "~")
  }

  /// What no shell gives a meaning to, as far as it is ASCII.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "_./:@%+,-".utf8.contains(byte)
    }
  }
}
