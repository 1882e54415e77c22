import Plan
import Testing
import Transaction

/// Which commit a folder of the host stands at, by the ledger and the history.
struct TreeBaseTests {
  private let path = EntryPath(tree: .files, path: Array("app".utf8))

  private func origin(_ run: String, _ commit: Character?, without exclusions: [String] = []) -> TreeOrigin {
    TreeOrigin(
      path: path, commit: commit.map { String(repeating: $0, count: 40) }, run: run, from: "src", exclusions: exclusions
    )
  }

  /// Lines such as `a good` or `a bad c`.
  private func base(_ origins: [TreeOrigin], _ history: String...) -> TreeBase {
    let lines = history.enumerated().map { index, line in
      let words = line.split(separator: " ").map(String.init)
      return "\(words[0]) \(words[1]) \(index) \(words.count > 2 ? words[2] : "anna")\n"
    }
    let text = origins.flatMap { $0.line.text + [UInt8(ascii: "\n")] }
    return TreeBase(of: origin("", nil), Ledger(text: text), HistoryLine.lines(of: Array(lines.joined().utf8)))
  }

  @Test func theLastRunThatWasNotTakenBackCounts() {
    let (a, b) = (origin("a", "1"), origin("b", "2"))
    #expect(base([]) == .nothing)
    #expect(base([a, b], "a good", "b good") == .commit(b))
    #expect(base([a, b], "a good", "b good", "r good", "b bad r") == .commit(a))
    #expect(base([a], "a good", "a restored") == .nothing)
    // The taking back was taken back.
    #expect(base([a, b], "a good", "b good", "r good", "b bad r", "q good", "r bad q") == .commit(b))
    #expect(base([a, b], "a good", "b good", "r good", "a bad r", "b bad r") == .nothing)
  }

  @Test func whatNoCommitTellsIsComparedWhole() {
    let (a, b, c) = (origin("a", "1"), origin("b", "2"), origin("c", "3"))
    let edited = origin("e", nil)
    #expect(base([a, edited], "a good", "e good") == .unclear("what e copied is no commit's", a))
    // One run of several was taken out.
    let taken = base([a, b, c], "a good", "b good", "c good", "r good", "b bad r")
    #expect(taken == .unclear("b was taken back or brought back after c", c))
    let after = base([a, b, c, origin("d", "4")], "a good", "b good", "c good", "r good", "b bad r", "d good")
    #expect(after == .commit(origin("d", "4")))
    let other = origin("a", "1", without: ["*.md"])
    #expect(base([other], "a good") == .unclear("a left out other files", other))
  }

  @Test func aHistoryInCirclesEnds() {
    let (a, b) = (origin("a", "1"), origin("b", "2"))
    #expect(base([a, b], "a bad b", "b bad a") == .nothing)
  }
}
