import Diff
import Testing

struct TextKindTests {
  static let texts: [[UInt8]] = [
    [], Array("plain\n".utf8), Array("tab\tand form feed\u{c} and \u{1b}[1mbold\u{1b}[0m\r\n".utf8),
    Array("größer, 日本語, 🎉\n".utf8), Array("Stra".utf8) + [0xdf] + Array("e f".utf8) + [0xfc] + Array("r alle\n".utf8),
    [0xef, 0xbb, 0xbf] + Array("with a mark\n".utf8), [UInt8](repeating: 0x61, count: 8192) + [0],
    [UInt8](repeating: 0x61, count: 8191) + Array("é".utf8),
  ]

  @Test(arguments: texts) func textInAnyUsualEncodingIsText(bytes: [UInt8]) { #expect(TextKind.of(bytes) == .text) }

  static let binaries: [[UInt8]] = [
    [0], Array("text".utf8) + [0], [UInt8](repeating: 0x61, count: 8191) + [0], [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 3],
    (1...255).map { $0 }, [UInt8](repeating: 0xff, count: 100), [0xff, 0xfe, 0x61, 0x00, 0x0a, 0x00], [0xc0, 0x80],
    [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe0, 0x80, 0x80], [0xf0, 0x80, 0x80, 0x80], [1, 2, 3],
  ]

  @Test(arguments: binaries) func aZeroByteOrTooManyStrangeOnesAreBinary(bytes: [UInt8]) {
    #expect(TextKind.of(bytes) == .binary)
  }

  @Test func multiByteTextStaysTextWhereverTheSampleEnds() {
    for offset in 0..<4 {
      let bytes = [UInt8](repeating: 0x61, count: offset) + (0..<4000).flatMap { _ in Array("日".utf8) }
      #expect(TextKind.of(bytes) == .text)
    }
  }
}
