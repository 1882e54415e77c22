import Diff
import TestSupport
import Testing

/// Each pair of texts has one best difference, so `diff -u` must print the very same bytes.
struct DiffToolTests {
  static let pairs: [(name: String, old: String, new: String)] = [
    ("equal", "a\nb\n", "a\nb\n"),
    ("both empty", "", ""),
    ("created", "", "a\nb\n"),
    ("created with one line", "", "a\n"),
    ("created without a newline", "", "a"),
    ("emptied", "a\nb\n", ""),
    ("one line emptied", "a", ""),
    ("one line replaced", "a\n", "b\n"),
    ("line in the middle", "a\nb\nc\n", "a\nx\nc\n"),
    ("added at the start", "b\nc\nd\ne\nf\n", "a\nb\nc\nd\ne\nf\n"),
    ("added at the end", "a\nb\nc\nd\ne\n", "a\nb\nc\nd\ne\nf\n"),
    ("removed at the start", "a\nb\nc\nd\ne\n", "b\nc\nd\ne\n"),
    ("removed at the end", "a\nb\nc\nd\ne\n", "a\nb\nc\nd\n"),
    ("newline added", "a\nb", "a\nb\n"),
    ("newline removed", "a\nb\n", "a\nb"),
    ("no newline on either side, in context", "x\na\nb", "y\na\nb"),
    ("no newline on either side, changed", "a\nb", "a\nc"),
    ("appended after a line without a newline", "a", "a\nb"),
    ("blank lines", "\n\n\n", "\n\n\n\n"),
    ("carriage returns", "a\r\nb\r\n", "a\nb\r\n"),
    ("six lines apart", lines(1...20), lines(1...20, replacing: [5, 12])),
    ("seven lines apart", lines(1...20), lines(1...20, replacing: [5, 13])),
    ("three hunks", lines(1...60), lines(1...60, replacing: [1, 30, 60])),
    ("a block moved", "a\nb\nc\nd\ne\nf\ng\n", "f\na\nb\nc\nd\ne\ng\n"),
    ("a repeated block added", "{\n  a\n}\n{\n  c\n}\n", "{\n  a\n}\n{\n  b\n}\n{\n  c\n}\n"),
    ("one of equal lines removed", "x\na\na\na\ny\n", "x\na\na\ny\n"),
    ("one of equal lines added", "x\na\na\ny\n", "x\na\na\na\ny\n"),
    ("functions", "f {\n  1\n}\n\ng {\n  2\n}\n", "f {\n  1\n}\n\nh {\n  3\n}\n\ng {\n  2\n}\n"),
    (
      "a function added between other changes", "x\nf {\n  1\n}\n\ng {\n  2\n}\nz\n",
      "X\nf {\n  1\n}\n\nh {\n  3\n}\n\ng {\n  2\n}\nZ\n"
    ),
    (
      "a function removed between other changes", "x\nf {\n  1\n}\n\nh {\n  3\n}\n\ng {\n  2\n}\nz\n",
      "X\nf {\n  1\n}\n\ng {\n  2\n}\nZ\n"
    ),
    ("one of equal lines between other changes", "x\np\na\na\na\nq\nz\n", "X\np\na\na\nq\nZ\n"),
    ("a removal that joins another", "x\nh\nc\na\nd\na\nt\nz\n", "X\nh\na\nt\nZ\n"),
    ("an addition that joins another", "x\nh\na\nt\nz\n", "X\nh\nc\na\nd\na\nt\nZ\n"),
    ("a replacement that a removal joins", "x\nh\nb\na\nd\na\nt\nz\n", "X\nh\nc\na\nt\nZ\n"),
    ("everything replaced", "a\nb\nc\n", "d\ne\n"),
    ("a line that looks like a header", "--- a\n+++ b\n@@ -1 +1 @@\n", "-- a\n++ b\n\\ No newline\n"),
  ]

  @Test(arguments: pairs, [0, 1, 3, 10]) func theOutputIsThatOfDiff(
    pair: (name: String, old: String, new: String), context: Int
  ) async throws {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    let old = try folder.write(Array(pair.old.utf8), to: "old")
    let new = try folder.write(Array(pair.new.utf8), to: "new")
    let diff = UnifiedDiff(old: Array(pair.old.utf8), new: Array(pair.new.utf8), context: context)
    let arguments = ["-U", "\(context)", "--label", "a/old", "--label", "b/new", old, new]
    let theirs = try await Tool.answer("diff", arguments)
    let ours = diff.render(oldLabel: "a/old", newLabel: "b/new")
    #expect(String(decoding: ours, as: UTF8.self) == theirs.text, "\(pair.name)")
    #expect(diff.isEmpty == (theirs.status == 0))
  }

  @Test func patchAppliesWhatWeRender() async throws {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<60 {
      let (old, new) = generator.texts(letters: 6, length: 40)
      guard !old.isEmpty, !new.isEmpty, old != new else { continue }
      let target = try folder.write(old, to: "target")
      let diff = UnifiedDiff(old: old, new: new).render(oldLabel: "target", newLabel: "target")
      let result = try await Tool.answer("patch", ["--batch", "--fuzz=0", target], stdin: diff)
      #expect(result.status == 0, "\(result.text)")
      let patched = try folder.bytes("target")
      #expect(patched == new)
    }
  }

  @Test(arguments: ["a name with spaces", "line\nbreak", "quo\"te\n\\", "ümlaut\u{1b}"])
  func patchFindsTheFileByItsLabel(name: String) async throws {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    try folder.write(Array("a\n".utf8), to: name)
    let diff = UnifiedDiff(old: Array("a\n".utf8), new: Array("b\n".utf8)).render(oldLabel: name, newLabel: name)
    let result = try await Tool.answer("patch", ["--batch", "-d", folder.path], stdin: diff)
    #expect(result.status == 0, "\(result.text)")
    let patched = try folder.bytes(name)
    #expect(patched == Array("b\n".utf8))
  }

  private static func lines(_ range: ClosedRange<Int>, replacing replaced: [Int] = []) -> String {
    range.map { replaced.contains($0) ? "new \($0)\n" : "line \($0)\n" }.joined()
  }
}
