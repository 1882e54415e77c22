import Terminal
import Testing

/// The lines that are drawn anew while a run goes on, by the size of the window.
struct LiveTextTests {
  private static let stages: [LiveRow.Stage] = [
    .connecting, .asking, .planned, .reading(51 << 30), .sending(0, of: 40 << 20), .sending(12 << 20, of: 40 << 20),
    .sending(40 << 20, of: 40 << 20), .prepared, .step(2, of: 4, title: "healthy compose web"),
    .step(12, of: 14, title: "日本語のとても長い名前の段階 with a long name"), .gated, .reverting, .lost, .regained,
  ]

  private static func text(_ count: Int) -> LiveText {
    var text = LiveText((1...count).map { "lms-\($0)" }, at: 0, .plain)
    for number in 1...count { text.enter("lms-\(number)", stages[number % stages.count], at: 2) }
    return text
  }

  private static func drawn(_ text: LiveText, _ columns: Int, _ lines: Int) -> [String] {
    text.lines(in: LiveText.Window(columns: columns, lines: lines), at: 9).map(\.text)
  }

  @Test func aHostHasALineWithWhatItDoesAndForHowLong() {
    var text = LiveText(["web-1", "database-2", "c", "d", "e"], at: 0, .plain)
    text.enter("web-1", .sending(5 << 20, of: 40 << 20), at: 2)
    text.enter("web-1", .sending(20 << 20, of: 40 << 20), at: 4)
    text.enter("database-2", .step(2, of: 3, title: "run bin/migrate"), at: 8)
    text.hear("database-2", "table users\u{1b}[2J")
    text.enter("d", .gated, at: 1)
    text.enter("e", .reading(51 << 30), at: 3)
    text.end("c")
    #expect(
      Self.drawn(text, 80, 24) == [
        "web-1       sending [##########----------] 20 MB of 40 MB, 2.1 MB/s         7 s",
        "database-2  2/3 run bin/migrate | table users\u{FFFD}[2J                           1 s",
        "d           all gates passed, waits for the order                           8 s",
        "e           reading 51 GB there                                             6 s",
      ])
    #expect(
      Self.drawn(text, 40, 10) == [
        "web-1       sending 50 %            7 s",
        "database-2  2/3 run bin/migrate |…  1 s",
        "d           all gates passed, wai…  8 s",
        "e           reading 51 GB there     6 s",
      ])
    #expect(
      Self.drawn(text, 20, 10) == [
        "web-1   sending 50…", "datab…  2/3 run bi…", "d       all gates …", "e       reading 51…",
      ])
  }

  @Test func manyHostsAreCountedWhereTheyHaveNoRoom() {
    var text = LiveText((1...40).map { "lms-\($0)" }, at: 0, .plain)
    for number in 1...20 { text.enter("lms-\(number)", .asking, at: 0) }
    for number in 21...30 { text.enter("lms-\(number)", .step(2, of: 4, title: "restart web"), at: 0) }
    text.enter("lms-37", .reverting, at: 0)
    #expect(
      Self.drawn(text, 60, 8) == [
        "lms-21  2/4 restart web                                 9 s",
        "lms-22  2/4 restart web                                 9 s",
        "lms-37  putting the old files back                      9 s",
        "and 37 more: 20 asking, 9 connecting, 8 in step 2",
      ])
    #expect(Self.drawn(text, 60, 2) == ["40 hosts: 20 asking, 10 in step 2, 9 connecting, 1 putting…"])
  }

  @Test(arguments: [1, 2, 3, 5, 8, 12, 19, 20, 21, 33, 40, 79, 80, 200])
  func linesNeverWrapNorFillTheWindow(_ columns: Int) {
    for lines in [1, 2, 3, 10, 24, 100] {
      for count in [1, 3, 13, 50] {
        let drawn = Self.text(count).lines(in: LiveText.Window(columns: columns, lines: lines), at: 9)
        #expect(drawn.count <= max(1, lines / 2))
        #expect(drawn.allSatisfy { $0.columns < columns }, "\(columns)x\(lines): \(drawn.map(\.text))")
      }
    }
  }

  @Test func colorsTakeNoRoom() {
    var colored = LiveText(["a"], at: 0, Style(isColoured: true))
    colored.enter("a", .lost, at: 0)
    let line = colored.lines(in: LiveText.Window(columns: 60, lines: 10), at: 1)[0]
    #expect(line.columns == 59)
    #expect(line.text.contains("\u{1B}[31m"))
  }
}
