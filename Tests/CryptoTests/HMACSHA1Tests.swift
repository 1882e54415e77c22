import Crypto
import Testing

struct HMACSHA1Tests {
  static let vectors: [(key: [UInt8], message: [UInt8], code: String)] = [
    (Array(repeating: 0x0b, count: 20), Array("Hi There".utf8), "thcxhlUFcmTii8C2+zeMjvFGvgA="),
    (Array("Jefe".utf8), Array("what do ya want for nothing?".utf8), "7/zfauXrL6LSdBbV8YTfnCWafHk="),
    (
      Array(repeating: 0xaa, count: 80), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
      "qkrl4VJy0A6VcFY3zoo7Ve1AIRI="
    ),
    ([], [], "+9sdGxiqbAgyS31ktx+3Y3BpDh0="),
  ]

  @Test(arguments: vectors) func aCodeIsThatOfTheStandard(key: [UInt8], message: [UInt8], code: String) throws {
    let bytes = HMACSHA1.code(key: key, message: message)
    #expect(Base64.encode(bytes, padded: true) == code)
    #expect(bytes.count == HMACSHA1.byteCount)
  }
}
