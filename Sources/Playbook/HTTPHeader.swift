internal import SourceText

/// One line that is sent with a request: `Name: value`.
package struct HTTPHeader: Sendable, Hashable, CustomStringConvertible {
  package let description: String

  init(_ text: String) throws(Malformed) {
    let hint = "write \"Host: lms.example.com\""
    let name = text.prefix { $0 != ":" }
    guard name.count < text.count, !name.isEmpty, name.utf8.allSatisfy(Self.isName) else {
      throw Malformed("'\(text.shortened)' is not a header", hint: hint)
    }
    // What curl is told stands in quotes.
    guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }) else {
      throw Malformed(
        "a header cannot hold double quotes, backslashes, control characters or letters beyond ASCII", hint: hint)
    }
    description = text
  }

  private static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
