import Crypto
import Testing

struct Base64Tests {
  static let vectors = [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ]

  @Test(arguments: vectors) func theTextIsThatOfTheStandard(content: String, text: String) {
    #expect(Base64.encode(Array(content.utf8), padded: true) == text)
    #expect(Base64.encode(Array(content.utf8), padded: false) == String(text.prefix { $0 != "=" }))
    #expect(Base64.decode(text) == Array(content.utf8))
  }

  @Test(arguments: [
    "Z", "Zg", "Zg=", "Zh==", "Zm9=", "=Zg=", "Zg==Zg==", "Z===", "====", " Zg==", "Zg==\n", "Zm9v\n   ", "Zm-v",
    "Zm_v",
    "Zm 9", "Zmé", "Zm9v====",
  ])
  func aTextThatIsNotCanonicalIsRefused(text: String) {
    #expect(Base64.decode(text) == nil)
  }

  @Test(arguments: [49_149, 49_151, 49_152, 49_153, 98_304, 200_000])
  func contentOfAnyLengthComesBack(count: Int) {
    let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    #expect(Base64.decode(Base64.encode(content, padded: true)) == content)
  }

  @Test func paddingInTheMiddleOfALongTextIsRefused() {
    var text = Array(Base64.encode([UInt8](repeating: 0, count: 98_304), padded: true).utf8)
    text[65_535] = UInt8(ascii: "=")
    #expect(Base64.decode(text) == nil)
  }
}
