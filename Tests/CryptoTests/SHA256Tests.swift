import Crypto
import Testing

struct SHA256Tests {
  static let vectors: [(content: String, hex: String)] = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ]

  @Test(arguments: vectors) func aHashIsThatOfTheStandard(content: String, hex: String) {
    #expect(SHA256Digest(of: Array(content.utf8)).description == hex)
    #expect(SHA256Digest(of: content.utf8).description == hex)
    #expect(SHA256Digest(hex: hex) == SHA256Digest(of: content.utf8))
  }

  @Test func piecesGiveTheHashOfTheWhole() {
    let content = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    var stream = SHA256Stream()
    stream.update([])
    stream.update(content.prefix(1))
    stream.update(content[1..<70_000])
    content.dropFirst(70_000).withUnsafeBytes { stream.update($0) }
    #expect(stream.finish() == SHA256Digest(of: content))
  }

  @Test func aMillionLettersHashToTheStandardsValue() {
    let digest = SHA256Digest(of: repeatElement(UInt8(ascii: "a"), count: 1_000_000))
    #expect(digest.description == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func upperCaseDigitsAreTheSameHash() {
    let hex = "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"
    #expect(SHA256Digest(hex: hex) == SHA256Digest(of: "abc".utf8))
  }

  @Test(arguments: ["", "ba78", String(repeating: "0", count: 63), String(repeating: "0", count: 65)])
  func aHashOfTheWrongLengthIsRefused(hex: String) {
    #expect(SHA256Digest(hex: hex) == nil)
  }

  @Test(arguments: ["g", " ", "+", "-", "é"]) func aHashWithAnythingButDigitsIsRefused(stranger: String) {
    #expect(SHA256Digest(hex: String(repeating: "0", count: 64 - stranger.utf8.count) + stranger) == nil)
  }
}
