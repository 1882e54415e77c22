import Diff
import TestSupport
import Testing

struct UnifiedDiffTests {
  @Test(arguments: [0, 1, 3]) func theHunksTurnTheOldTextIntoTheNew(context: Int) {
    var generator = SeededGenerator(seed: UInt64(context))
    for round in 0..<1500 {
      let (old, new) = generator.texts(letters: 1 + round % 8, length: 30)
      let diff = UnifiedDiff(old: old, new: new, context: context)
      #expect(diff.applied(to: old) == new)
      #expect(diff.isEmpty == (old == new))
    }
  }

  @Test func noShorterDifferenceExists() {
    var generator = SeededGenerator(seed: 4)
    for round in 0..<400 {
      let (old, new) = generator.texts(letters: 2 + round % 5, length: 24)
      let diff = UnifiedDiff(old: old, new: new)
      let (oldLines, newLines) = (lines(old), lines(new))
      let kept = longestCommonCount(oldLines, newLines)
      #expect(diff.removedLines == oldLines.count - kept)
      #expect(diff.addedLines == newLines.count - kept)
    }
  }

  @Test func aHunkCountsItsLinesFromOne() {
    let old = Array("a\nb\nc\nd\ne\nf\n".utf8)
    let new = Array("a\nb\nc\nd\nE\nf".utf8)
    let diff = UnifiedDiff(old: old, new: new, context: 1)
    typealias Line = UnifiedDiff.Line
    #expect(diff.hunks.count == 1)
    #expect(diff.hunks.first?.header == "@@ -4,3 +4,3 @@")
    #expect(
      diff.hunks.first?.lines.map { "\(String(decoding: [$0.kind.sign] + $0.bytes, as: UTF8.self))|\($0.hasNewline)" }
        == [" d|true", "-e|true", "-f|true", "+E|true", "+f|false"])
    #expect((diff.addedLines, diff.removedLines) == (2, 2))
  }

  @Test func anUnreasonableContextShowsTheWholeText() {
    let (old, new) = (Array("a\nb\nc\n".utf8), Array("a\nB\nc\n".utf8))
    #expect(UnifiedDiff(old: old, new: new, context: Int.max).hunks.first?.lines.count == 4)
    #expect(UnifiedDiff(old: old, new: new, context: -1).hunks.first?.lines.count == 2)
  }

  @Test func equalTextsRenderNothing() {
    #expect(UnifiedDiff(old: [0x61], new: [0x61]).render(oldLabel: "a", newLabel: "b") == [])
  }

  @Test(arguments: [
    ("plain", "plain"), ("a b", "a b\t"), ("a b\t2026-01-01", "a b\t2026-01-01"), ("a\n+++ b", #""a\n+++ b""#),
    ("\u{1b}[2J\"\\", #""\033[2J\"\\""#),
  ])
  func aLabelCannotBreakItsLine(label: String, shown: String) {
    let text = UnifiedDiff(old: [], new: [0x61, 0x0a]).render(oldLabel: label, newLabel: label)
    #expect(String(decoding: text, as: UTF8.self) == "--- \(shown)\n+++ \(shown)\n@@ -0,0 +1 @@\n+a\n")
  }

  private func lines(_ text: [UInt8]) -> [[UInt8]] {
    var lines = text.split(separator: 0x0a, omittingEmptySubsequences: false).map { Array($0) + [0x0a] }
    guard var last = lines.popLast() else { return [] }
    last.removeLast()
    return last.isEmpty ? lines : lines + [last]
  }

  private func longestCommonCount(_ old: [[UInt8]], _ new: [[UInt8]]) -> Int {
    var counts = [Int](repeating: 0, count: new.count + 1)
    for line in old {
      var diagonal = 0
      for (index, other) in new.enumerated() {
        let above = counts[index + 1]
        counts[index + 1] = line == other ? diagonal + 1 : max(above, counts[index])
        diagonal = above
      }
    }
    return counts[new.count]
  }
}

extension UnifiedDiff {
  /// The new text by the hunks alone; nil if a hunk does not fit the old text.
  func applied(to old: [UInt8]) -> [UInt8]? {
    let oldLines = old.split(separator: 0x0a, omittingEmptySubsequences: false).map(Array.init)
    var next = 0
    var text: [UInt8] = []
    func copy(upTo end: Int) {
      for index in next..<end { text += oldLines[index] + (index < oldLines.count - 1 ? [0x0a] : []) }
      next = end
    }
    var shift = 0
    for hunk in hunks {
      let start = hunk.oldCount == 0 ? hunk.oldStart : hunk.oldStart - 1
      guard start >= next, hunk.oldCount == hunk.lines.count(where: { $0.kind != .added }) else { return nil }
      guard hunk.newCount == hunk.lines.count(where: { $0.kind != .removed }) else { return nil }
      guard hunk.newStart - (hunk.newCount == 0 ? 0 : 1) == start + shift else { return nil }
      shift += hunk.newCount - hunk.oldCount
      copy(upTo: start)
      for line in hunk.lines {
        if line.kind != .added {
          guard next < oldLines.count, oldLines[next] == line.bytes else { return nil }
          guard line.hasNewline == (next < oldLines.count - 1) else { return nil }
          next += 1
        }
        if line.kind != .removed { text += line.bytes + (line.hasNewline ? [0x0a] : []) }
      }
    }
    copy(upTo: oldLines.count)
    return text
  }
}
