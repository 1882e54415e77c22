import SourceText
import Testing

struct ProblemTests {
  private func render(_ text: String, _ range: Range<Int>, hint: String? = nil) -> String {
    Problem("wrong", at: SourceRange(SourceText(name: "f.yml", text: text), range), hint: hint).rendered
  }

  @Test func aProblemShowsItsLineACaretAndTheHint() {
    let rendered = render("a: 1\n  - sevice: web\n", 9..<15, hint: "look here")
    #expect(
      rendered == """
        f.yml:2:5: error: wrong
            2 |   - sevice: web
              |     ^~~~~~
        hint: look here
        """)
  }

  @Test func theCaretStandsBelowItsWordAfterTabsWideAndControlCharacters() {
    #expect(render("\ta\u{1B}[31mb", 7..<8) == "f.yml:1:8: error: wrong\n    1 |  a\u{FFFD}[31mb\n      |        ^")
    #expect(render("日本x", 6..<7) == "f.yml:1:3: error: wrong\n    1 | 日本x\n      |     ^")
    #expect(render("a\u{202E}b", 4..<5) == "f.yml:1:3: error: wrong\n    1 | a\u{FFFD}b\n      |   ^")
  }

  @Test func aMessageCannotCommandTheTerminal() {
    let text = SourceText(name: "f\u{1B}[2J", text: "x")
    let problem = Problem("no '\u{07}\n'", at: SourceRange(text, 0..<1), hint: "\u{1B}]0;x")
    #expect(!problem.rendered.contains("\u{1B}"))
    #expect(!problem.rendered.contains("\u{07}"))
    #expect(problem.rendered.split(separator: "\n").count == 4)
  }

  @Test func aLongLineIsShownAroundTheCaret() throws {
    let line = String(repeating: "a", count: 5000) + "BAD" + String(repeating: "z", count: 5000)
    let lines = render(line, 5000..<5003).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 112 })
    let caret = try #require(lines[2].firstIndex(of: "^"))
    let column = lines[2].distance(from: lines[2].startIndex, to: caret)
    #expect(Array(lines[1])[column..<column + 3] == ["B", "A", "D"])
    #expect(lines[1].contains("| …aaa") && lines[1].hasSuffix("z…"))
  }

  @Test func aLongRangeIsCutAtTheEdge() {
    let lines = render(String(repeating: "a", count: 5000), 0..<5000).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 112 })
  }

  @Test func aRangeOverSeveralLinesIsMarkedOnTheFirst() {
    #expect(render("ab\ncd\n", 1..<5) == "f.yml:1:2: error: wrong\n    1 | ab\n      |  ^")
  }

  @Test func anEmptyRangeStillHasACaret() {
    #expect(render("", 0..<0) == "f.yml:1:1: error: wrong\n    1 | \n      | ^")
  }

  @Test func problemsComeInTheOrderOfTheText() {
    let text = SourceText(name: "f", text: "abc\ndef")
    let late = Problem("late", at: SourceRange(text, 4..<5))
    let early = Problem("early", at: SourceRange(text, 0..<1))
    #expect(Problems([late, early]).list == [early, late])
    #expect(Problems([late, early]).rendered == early.rendered + "\n" + late.rendered)
  }

  @Test func hundredsOfProblemsAreCounted() {
    let text = SourceText(name: "f", text: "abc")
    let problems = Problems((0..<120).map { Problem("p\($0)", at: SourceRange(text, 0..<1)) })
    #expect(problems.list.count == 120)
    #expect(problems.rendered.hasSuffix("and 70 more problems"))
  }
}
