import SourceText
import Testing
import YAML

struct YAMLTests {
  private func parse(_ text: String) throws(Problems) -> Node {
    try YAML.parse(SourceText(name: "f", text: text))
  }

  private func problems(_ bytes: [UInt8]) -> [Problem] {
    do throws(Problems) {
      _ = try YAML.parse(SourceText(name: "f", bytes: bytes))
      return []
    } catch {
      return error.list
    }
  }

  @Test func scalarsKeepTheirTextWhateverTheyLookLike() throws {
    let node = try parse("[no, 1e3, 08, true, 0x10, 12:30, \"q\", 's']")
    let texts = try #require(node.sequence).compactMap(\.scalar)
    #expect(texts.map(\.text) == ["no", "1e3", "08", "true", "0x10", "12:30", "q", "s"])
    #expect(texts.map(\.style) == Array(repeating: .plain, count: 6) + [.quoted, .quoted])
    #expect(texts.allSatisfy { !$0.isNull })
  }

  @Test func nothingIsNullOnlyWithoutQuotes() throws {
    let nodes = try #require(try parse("[~, null, \"\", '~', \"null\"]").sequence)
    #expect(nodes.map(\.isNull) == [true, true, false, false, false])
    #expect(try #require(try parse("a:\n").mapping)["a"]?.isNull == true)
  }

  @Test func everyNodeAndKeyKnowsItsPlace() throws {
    let text = "größe: [日本, x]\nb:\n  - c: d\n  - |\n    block\n\nz: 1\n"
    let root = try #require(try parse(text).mapping)
    #expect(root.entries.map(\.key.range.text) == ["größe", "b", "z"])
    #expect(root["größe"]?.range.text == "[日本, x]")
    #expect(root["größe"]?.sequence?.map(\.range.text) == ["日本", "x"])
    #expect(root["b"]?.range.text == "- c: d\n  - |\n    block")
    #expect(root["b"]?.sequence?.map(\.range.text) == ["c: d", "|\n    block"])
    #expect(root["z"]?.range.location == SourceLocation(file: "f", line: 7, column: 4))
  }

  @Test func placesHoldBeyondManyMultiByteCharacters() throws {
    let filler = String(repeating: "é😀日\n# ", count: 100)
    let root = try #require(try parse("# \(filler)\nkey: välue\n").mapping)
    #expect(root.entries[0].key.range.text == "key")
    #expect(root["key"]?.range.text == "välue")
  }

  @Test func aByteOrderMarkChangesNothing() throws {
    let node = try YAML.parse(SourceText(name: "f", bytes: [0xEF, 0xBB, 0xBF] + Array("a: 1\nb: 2\n".utf8)))
    let root = try #require(node.mapping)
    #expect(root.entries.map(\.key.range.location.column) == [1, 1])
    #expect(root["b"]?.range.text == "2")
  }

  @Test func aDocumentMarkAtTheStartIsAllowed() throws {
    #expect(try parse("---\na: 1\n...\n").mapping?["a"]?.scalar?.text == "1")
  }

  @Test(arguments: [
    ("a: &x 1", "anchors such as '&x' are not supported", 3),
    ("[*x]", "aliases such as '*x' are not supported", 1),
    ("a: !!str 1", "tags are not supported", 3),
    ("a: !local 1", "tags are not supported", 3),
    ("<<: {a: 1}", "merge keys are not supported", 0),
    ("a: 1\n---\nb: 2", "a second document starts here", 5),
    ("a: 1\na: 2", "the key 'a' is already on line 1", 5),
    ("[a]: 1", "a key cannot be a list", 0),
    ("{? {a: 1} : 2}", "a key cannot be a map", 3),
    ("", "the file is empty", 0),
    ("# only a comment\n", "the file is empty", 0),
    ("---\n", "", -1),
    ("a: 'x", "this quote is never closed", 3),
    ("a: [1, 2", "expected ',' or ']' in the list that begins on line 1", 8),
    ("a: {b: 1", "expected ',' or '}' in the map that begins on line 1", 8),
    ("a: b: c", "':' is not allowed here", 4),
    ("\ta: 1", "a tab cannot indent", 0),
    ("a: @x", "a plain text cannot start with '@'", 3),
    ("a: \"\\q\"", "unknown escape after a backslash", 4),
    ("a: 1\n b: 2", "':' is not allowed here", 7),
    ("a:\n- 1\nb", "expected ': ' after this key", 8),
    ("é: \u{01}", "a control character is not allowed here", 4),
  ])
  func whatPlaybooksDoNotUseIsRefused(_ text: String, _ message: String, _ offset: Int) {
    let found = problems(Array(text.utf8))
    #expect(found.map(\.message) == (offset < 0 ? [] : [message]))
    #expect(found.map(\.range.bytes.lowerBound) == (offset < 0 ? [] : [offset]))
  }

  @Test func bytesThatAreNotTextAreRefusedWhereTheyStand() {
    #expect(problems([0x61, 0x3A, 0x20, 0xC3, 0xA9, 0xFF]).map(\.range.bytes) == [5..<6])
    #expect(problems([0x61, 0x3A, 0x00]).map(\.message) == ["a NUL byte is not allowed here"])
    #expect(problems([0xFF, 0xFE, 0x61, 0x00]).map(\.message) == ["the file is UTF-16, not UTF-8"])
    #expect(problems([0x61, 0xED, 0xA0, 0x80]).map(\.message) == ["this byte is not UTF-8"])
  }

  @Test func severalProblemsAreReportedAtOnce() {
    #expect(problems(Array("a: &x 1\nb: !t 2\na: 3\n".utf8)).count == 3)
  }

  @Test func hostileFilesExhaustNothing() {
    let brackets = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
    #expect(problems(brackets).map(\.message) == ["nested more than 64 deep"])
    let maps = Array(String(repeating: "{a: ", count: 50_000).utf8)
    #expect(problems(maps).map(\.message) == ["nested more than 64 deep"])
    let large = [UInt8](repeating: UInt8(ascii: "a"), count: 1_048_577)
    #expect(problems(large).map(\.message) == ["the file is larger than 1 MiB"])
    // Each place is far into one line, and was counted to for every key: seconds, for a file of 600 kB.
    let keys = Array("{\(String(repeating: "a: b, ", count: 1000))}".utf8)
    #expect(problems(keys).count == Problems.most)
  }

  @Test func nestingUpToTheBoundIsRead() throws {
    let text = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(try parse(text).sequence?.count == 1)
  }
}
