import SourceText
import Testing

struct SourceTextTests {
  @Test(arguments: [
    ("ab\ncd", 0, 1, 1), ("ab\ncd", 2, 1, 3), ("ab\ncd", 3, 2, 1), ("ab\ncd", 5, 2, 3), ("ab\r\ncd", 4, 2, 1),
    ("ab\r\ncd", 3, 1, 3), ("é日😀x", 9, 1, 4), ("\u{FEFF}ab", 3, 1, 1), ("", 0, 1, 1), ("a\n", 2, 2, 1),
    ("a", 99, 1, 2),
  ])
  func placesAreLinesAndCharacters(_ text: String, _ offset: Int, _ line: Int, _ column: Int) {
    let location = SourceText(name: "f", text: text).location(of: offset)
    #expect(location == SourceLocation(file: "f", line: line, column: column))
  }

  @Test func aLocationReadsAsEditorsTakeIt() {
    #expect(SourceLocation(file: "playbooks/x.yml", line: 14, column: 5).description == "playbooks/x.yml:14:5")
  }

  @Test func aFragmentIsFoundByItsOccurrence() {
    let text = SourceText(name: "f", text: "${a} ${a}")
    let whole = SourceRange(text, 0..<9)
    #expect(whole.range(of: "${a}", occurrence: 1).bytes == 5..<9)
    #expect(whole.range(of: "${a}", occurrence: 2).bytes == 0..<9)
    #expect(whole.range(of: "").bytes == 0..<9)
  }
}
