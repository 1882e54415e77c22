/// Reads one value of JSON.
package struct JSONReader {
  /// A text that is none, with the byte where it is wrong, counted from 1.
  package struct Malformed: Error, Sendable, Equatable {
    package let column: Int
    package let message: String
  }

  private let bytes: [UInt8]
  private var next = 0
  private var depth = 0

  /// Deeper ones are no work of a person, and would fill the stack.
  private static let deepest = 64

  package static func read(_ text: some Sequence<UInt8>) throws(Malformed) -> JSONValue {
    var reader = JSONReader(bytes: Array(text))
    let value = try reader.value()
    reader.skipBlanks()
    guard reader.next == reader.bytes.count else { throw reader.malformed("something behind the value") }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private func malformed(_ message: String) -> Malformed { Malformed(column: next + 1, message: message) }

  private mutating func skipBlanks() {
    while next < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[next]) { next += 1 }
  }

  private mutating func take(_ byte: Character) -> Bool {
    skipBlanks()
    guard next < bytes.count, bytes[next] == byte.asciiValue else { return false }
    next += 1
    return true
  }

  private mutating func value() throws(Malformed) -> JSONValue {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw malformed("more than \(Self.deepest) values inside each other") }
    skipBlanks()
    guard next < bytes.count else { throw malformed("a value is missing") }
    switch bytes[next] {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    default: return try word()
    }
  }

  private mutating func object() throws(Malformed) -> JSONValue {
    next += 1
    var members: [JSONValue.Member] = []
    if take("}") { return .object([]) }
    repeat {
      skipBlanks()
      guard next < bytes.count, bytes[next] == UInt8(ascii: "\"") else {
        throw malformed("a name in quotes is missing")
      }
      let name = try string()
      guard take(":") else { throw malformed("a ':' is missing") }
      members.append(JSONValue.Member(name: name, value: try value()))
    } while take(",")
    guard take("}") else { throw malformed("a '}' is missing") }
    return .object(members)
  }

  private mutating func array() throws(Malformed) -> JSONValue {
    next += 1
    var values: [JSONValue] = []
    if take("]") { return .array([]) }
    repeat { values.append(try value()) } while take(",")
    guard take("]") else { throw malformed("a ']' is missing") }
    return .array(values)
  }

  private mutating func word() throws(Malformed) -> JSONValue {
    let start = next
    while next < bytes.count, !" ,]}\t\r\n".utf8.contains(bytes[next]) { next += 1 }
    let word = String(decoding: bytes[start..<next], as: UTF8.self)
    switch word {
    case "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    default:
      guard Self.isNumber(bytes[start..<next]) else {
        next = start
        throw malformed("no value of JSON: '\(word)'")
      }
      return .number(word)
    }
  }

  /// JSON knows no other bases, no plus in front, no leading zeros, and no infinity.
  private static func isNumber(_ word: ArraySlice<UInt8>) -> Bool {
    var rest = word.first == UInt8(ascii: "-") ? word.dropFirst() : word
    func digits() -> ArraySlice<UInt8> {
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      rest = rest.dropFirst(digits.count)
      return digits
    }
    let whole = digits()
    guard !whole.isEmpty, whole.count == 1 || whole.first != UInt8(ascii: "0") else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      if digits().isEmpty { return false }
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
      if digits().isEmpty { return false }
    }
    return rest.isEmpty
  }

  private mutating func string() throws(Malformed) -> String {
    next += 1
    var text: [UInt8] = []
    while next < bytes.count {
      let byte = bytes[next]
      next += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else { throw malformed("a string is not UTF-8") }
        return string
      case UInt8(ascii: "\\"): text += String(try escaped()).utf8
      case 0..<0x20:
        next -= 1
        throw malformed("a control character in a string, which is written with an escape")
      default: text.append(byte)
      }
    }
    throw malformed("a string has no end")
  }

  private mutating func escaped() throws(Malformed) -> Character {
    guard next < bytes.count else { throw malformed("a string has no end") }
    let byte = bytes[next]
    next += 1
    if let plain = Self.escapes[byte] { return plain }
    guard byte == UInt8(ascii: "u") else { throw malformed("no such escape") }
    var code = try unit()
    if (0xd800..<0xdc00).contains(code), next + 1 < bytes.count, bytes[next] == UInt8(ascii: "\\"),
      bytes[next + 1] == UInt8(ascii: "u")
    {
      next += 2
      let low = try unit()
      guard (0xdc00..<0xe000).contains(low) else { throw malformed("half of a pair of surrogates") }
      code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw malformed("half of a pair of surrogates") }
    return Character(scalar)
  }

  private mutating func unit() throws(Malformed) -> UInt32 {
    // A sign would be taken for a digit.
    guard next + 4 <= bytes.count, bytes[next] != UInt8(ascii: "+"), bytes[next] != UInt8(ascii: "-"),
      let code = UInt32(String(decoding: bytes[next..<next + 4], as: UTF8.self), radix: 16)
    else { throw malformed("four digits are missing behind \\u") }
    next += 4
    return code
  }

  private static let escapes: [UInt8: Character] = [
    UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/", UInt8(ascii: "b"): "\u{8}",
    UInt8(ascii: "f"): "\u{c}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
  ]
}
