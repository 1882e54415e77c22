internal import SourceText

/// A status of HTTP, such as `204`, or a hundred of them, such as `2xx`.
package struct HTTPStatus: Sendable, Hashable, CustomStringConvertible {
  package let description: String

  static let usual = HTTPStatus(description: "200")

  private init(description: String) { self.description = description }

  init(_ text: String) throws(Malformed) {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let bytes = Array(text.utf8)
    let isNumber = bytes.count == 3 && bytes.allSatisfy(digits.contains)
    let isHundred = bytes.count == 3 && text.hasSuffix("xx")
    guard isNumber || isHundred, (UInt8(ascii: "1")...UInt8(ascii: "5")).contains(bytes[0]) else {
      throw Malformed(
        "'\(text.shortened)' is not an HTTP status", hint: "they are 100 to 599, or 2xx for all of 200 to 299")
    }
    description = text
  }
}
