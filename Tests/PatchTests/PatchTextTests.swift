import Patch
import Testing

struct PatchTextTests {
  @Test(arguments: [
    "", "\n", "a", "a\n", "a\r\nb\n", "a\r\nb", "\u{feff}a\n", "\r", "a\rb\n", "a\r\r\n", "\n\n\r\n", "é\u{2028}\n",
  ])
  func theSameBytesComeBack(text: String) throws {
    #expect(try PatchText(Array(text.utf8)).bytes == Array(text.utf8))
  }

  @Test func latin1ComesBack() throws {
    let bytes: [UInt8] = [0x63, 0x61, 0x66, 0xe9, 0x0a, 0xff, 0x0d, 0x0a]
    let text = try PatchText(bytes)
    #expect(text.bytes == bytes)
    #expect(!text.isUTF8)
  }

  @Test func eachLineKeepsItsEnding() throws {
    let text = try PatchText(Array("\u{feff}a\r\nb\nc\r\nd".utf8))
    #expect(text.hasMark)
    #expect(text.lines.map(\.ending) == [.crlf, .lf, .crlf, .none])
    #expect(text.lines.map { String(decoding: $0.content, as: UTF8.self) } == ["a", "b", "c", "d"])
    #expect(text.dominantEnding == .crlf)
  }

  @Test func theFirstEndingDecidesBetweenEquallyMany() throws {
    #expect(try PatchText(Array("a\r\nb\n".utf8)).dominantEnding == .crlf)
    #expect(try PatchText(Array("a\nb\r\n".utf8)).dominantEnding == .lf)
    #expect(try PatchText(Array("a".utf8)).dominantEnding == .lf)
  }

  @Test(arguments: [
    ([0xff, 0xfe, 0x61, 0x00], PatchText.Unsafe.utf16), ([0xfe, 0xff, 0x00, 0x61], .utf16),
    ([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0], .utf32), ([0x61, 0, 0x62], .binary),
  ])
  func whatIsNoTextIsRefused(bytes: [UInt8], reason: PatchText.Unsafe) {
    #expect(throws: reason) { try PatchText(bytes) }
  }
}
