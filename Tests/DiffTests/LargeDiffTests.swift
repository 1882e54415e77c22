import Diff
import TestSupport
import Testing

/// Texts that cost an unbounded search minutes; a regression shows as a test that does not end.
struct LargeDiffTests {
  private let count = 20_000

  @Test func completelyDifferentTextsAreReplaced() {
    let (old, new) = (text { "old \($0)" }, text { "new \($0)" })
    let diff = UnifiedDiff(old: old, new: new)
    #expect((diff.removedLines, diff.addedLines) == (count, count))
    #expect(diff.applied(to: old) == new)
  }

  @Test func shuffledTextsAreStillComparedCorrectly() {
    var generator = SeededGenerator(seed: 5)
    let shuffled = (0..<count).shuffled(using: &generator)
    let (old, new) = (text { "line \($0)" }, text { "line \(shuffled[$0])" })
    let diff = UnifiedDiff(old: old, new: new)
    #expect(diff.applied(to: old) == new)
    #expect(diff.addedLines == diff.removedLines)
    #expect(diff.addedLines < count)
  }

  @Test func textsOfTwoLinesRepeatedAreStillComparedCorrectly() {
    var generator = SeededGenerator(seed: 6)
    let (old, new) = (
      text { _ in Bool.random(using: &generator) ? "{" : "}" }, text { _ in Bool.random(using: &generator) ? "{" : "}" }
    )
    #expect(UnifiedDiff(old: old, new: new).applied(to: old) == new)
  }

  @Test func aReversedTextIsComparedCorrectly() {
    let (old, new) = (text { "line \($0)" }, text { "line \(count - $0)" })
    #expect(UnifiedDiff(old: old, new: new).applied(to: old) == new)
  }

  @Test func scatteredChangesStaySmall() {
    let (old, new) = (text { "line \($0)" }, text { $0.isMultiple(of: 10) ? "line \($0 + 7)" : "line \($0)" })
    let diff = UnifiedDiff(old: old, new: new, context: 0)
    #expect(diff.applied(to: old) == new)
    #expect((diff.removedLines, diff.addedLines) == (count / 10, count / 10))
  }

  private func text(_ line: (Int) -> String) -> [UInt8] { (0..<count).flatMap { "\(line($0))\n".utf8 } }
}
