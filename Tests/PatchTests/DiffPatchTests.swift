import Diff
import Patch
import Testing

/// A diff between two small texts against a third.
struct DiffPatchTests {
  private let base = """
    import os
    import sys

    def first(name):
        value = load(name)
        return value

    def second(name):
        check(name)
        return store(name)

    def third():
        close()

    """
  private var patched: String { base.replacing("    check(name)\n", with: "    check(name)\n    lock(name)\n") }

  private func decide(
    _ old: String, _ new: String, _ target: String, knowsBase: Bool = true, indentCounts: Bool = true
  ) throws -> PatchDecision {
    let diff = UnifiedDiff(old: Array(old.utf8), new: Array(new.utf8)).render(oldLabel: "a/x", newLabel: "b/x")
    let hunks = try DiffParser.read(diff).first?.hunks ?? []
    return DiffPatch(hunks, indentCounts: indentCounts).decide(
      Array(target.utf8), base: knowsBase ? Array(old.utf8) : nil)
  }

  private func text(_ decision: PatchDecision) -> String? {
    decision.result.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test(arguments: [true, false])
  func aFileThatDriftedElsewhereIsPatched(knowsBase: Bool) throws {
    let target = "# a new head\n\n" + base.replacing("close()", with: "shut()")
    let decision = try decide(base, patched, target, knowsBase: knowsBase)
    #expect(decision.state == .applies)
    #expect(text(decision) == "# a new head\n\n" + patched.replacing("close()", with: "shut()"))
    #expect(decision.sites.map(\.line) == [12])
  }

  @Test(arguments: [true, false])
  func whatIsThereIsLeftAlone(knowsBase: Bool) throws {
    let decision = try decide(base, patched, "# head\n" + patched, knowsBase: knowsBase)
    #expect(decision.state == .alreadyApplied)
    #expect(decision.result == nil)
  }

  @Test(arguments: [true, false])
  func neitherOldNorNewIsNeverFine(knowsBase: Bool) throws {
    let target = base.replacing("    check(name)\n    return store(name)", with: "    pass")
    let decision = try decide(
      base, patched.replacing("import sys\n", with: "import sys\n"), target, knowsBase: knowsBase)
    #expect(decision.state.isRefused)
    #expect(decision.result == nil)
    #expect(!decision.candidates.isEmpty)
    #expect(decision.correction != nil)
  }

  /// The line that somebody changed is the one that the correction removes: the new one must not come beside it.
  @Test(arguments: [true, false])
  func theCorrectionReplacesWhatWasChangedByHand(knowsBase: Bool) throws {
    let new = base.replacing("    return store(name)\n", with: "    return store(name, True)\n")
    let target = base.replacing("    return store(name)\n", with: "    # slow\n    return store(name, 7)\n")
    let decision = try decide(base, new, target, knowsBase: knowsBase)
    #expect(decision.state.isRefused)
    let correction = decision.correction.map { String(decoding: $0, as: UTF8.self) } ?? ""
    #expect(
      correction.contains("     # slow\n-    return store(name, 7)\n+    return store(name, True)\n"), "\(correction)")
  }

  @Test func halfOfAPatchIsCompleted() throws {
    let both = patched.replacing("import sys\n", with: "import sys\nimport time\n")
    let decision = try decide(base, both, patched)
    #expect(decision.state == .partlyApplied)
    #expect(text(decision) == both)
  }

  @Test(arguments: [true, false])
  func aFileInCRLFStaysSo(knowsBase: Bool) throws {
    let decision = try decide(base, patched, base.replacing("\n", with: "\r\n"), knowsBase: knowsBase)
    #expect(text(decision) == patched.replacing("\n", with: "\r\n"))
  }

  @Test func newLinesAreIndentedLikeTheFile() throws {
    let decision = try decide(base, patched, base.replacing("    ", with: "\t"))
    #expect(text(decision) == patched.replacing("    ", with: "\t"))
  }

  @Test(arguments: ["x", "x\n"])
  func theLastNewlineStaysAsItIs(end: String) throws {
    let decision = try decide("a1234\nb1234\nc1234\n", "a1234\nb1234\nd1234\nc1234\n", "a1234\nb1234\nc1234\n" + end)
    #expect(text(decision) == "a1234\nb1234\nd1234\nc1234\n" + end)
  }

  /// A blank in a string literal is all that the fix changes.
  @Test(arguments: [true, false])
  func aBlankInAStringIsNotFormatting(knowsBase: Bool) throws {
    let old = "start()\nlog(\"%s\\\"value=\", item)\nfinish()\n"
    let new = "start()\nlog(\"%s\\\" value=\", item)\nfinish()\n"
    let decision = try decide(old, new, old, knowsBase: knowsBase)
    #expect(decision.state == .applies)
    #expect(text(decision) == new)
  }

  /// The lines around a removed block meet in another place too; that says nothing while the block stands.
  @Test func aBlockThatStandsIsNotGoneBecauseItsNeighboursMeetElsewhere() throws {
    let block = "  gather_facts(all)\n  wait_for(port)\n  check_again(now)\n"
    let old = "header_one\n- hosts: all\n\(block)  tasks: later\n"
    let new = "header_one\n- hosts: all\n  tasks: later\n"
    let target = "- hosts: all\n  tasks: later\n\nchanged_line\n- hosts: some\n\(block)  tasks: other\n"
    let decision = try decide(old, new, target, knowsBase: false)
    #expect(decision.state != .alreadyApplied)
  }

  /// A patch that only makes a block deeper is not made a second time.
  @Test(arguments: [true, false])
  func aBlockThatIsDeepEnoughIsNotMadeDeeper(knowsBase: Bool) throws {
    let new = base.replacing(
      "    value = load(name)\n    return value\n",
      with: "    if name:\n        value = load(name)\n        return value\n")
    let decision = try decide(base, new, "# head\n" + new, knowsBase: knowsBase)
    #expect(decision.state == .alreadyApplied)
  }

  @Test func equalPlacesWithoutABlockToTellThemAreAmbiguous() throws {
    let part = "open_file(path)\nread_all(path)\nclose_file(path)\n"
    let decision = try decide(
      part, part.replacing("read_all(path)\n", with: "read_all(path)\ncheck_sum(path)\n"),
      part + "between_them()\n" + part, knowsBase: false)
    #expect(decision.state == .ambiguous)
    #expect(decision.sites.count == 2)
  }

  /// Equal copies in two blocks, of which the hunk names one; without that name nobody could tell.
  @Test(arguments: [("def second(name):", [7]), ("def first(name):", [3])])
  func theBlockThatAHunkNamesDecidesBetweenEqualCopies(section: String, lines: [Int]) throws {
    let body = "    open_file(path)\n    read_all(path)\n    close_file(path)\n"
    let hunk =
      "@@ -40,3 +40,4 @@ \(section)\n     open_file(path)\n     read_all(path)\n+    check_sum(path)\n     close_file(path)\n"
    let hunks = try DiffParser.read(Array("--- a/x\n+++ b/x\n\(hunk)".utf8)).first?.hunks ?? []
    let target = "def first(name):\n\(body)def second(name):\n\(body)"
    let decision = DiffPatch(hunks, indentCounts: true).decide(Array(target.utf8))
    #expect(decision.state == .applies, "\(decision.notes)")
    #expect(decision.sites.map(\.line) == lines.map { $0 + 1 })
    let nameless = hunks.map { hunk in
      var hunk = hunk
      hunk.section = []
      return hunk
    }
    #expect(DiffPatch(nameless, indentCounts: true).decide(Array(target.utf8)).state == .ambiguous)
  }

  /// Lines that are many times in a file are no reason to doubt where they are, if the file is the base itself.
  @Test func theBaseItselfBecomesWhatThePatchMakesOfIt() throws {
    let old = String(repeating: "\n}\nreturn value\n", count: 4)
    let new = "\nreturn value\n}\n\n}\n}\nreturn value\nreturn value\n\n\n}\nreturn value\n}\n"
    let decision = try decide(old, new, old)
    #expect((decision.state, decision.tier) == (.applies, .exact))
    #expect(text(decision) == new)
    #expect(try decide(old, new, new).state == .alreadyApplied)
  }

  /// All but the last newline is there, and that is what the patch is about.
  @Test func aMissingLastNewlineIsNotThereAlready() throws {
    let decision = try decide("class A {\n\t\n}", "class A {\n}\n", "class A {\n\tsome_work();\n}", indentCounts: false)
    #expect(decision.state != .alreadyApplied)
    #expect(text(decision) == "class A {\n\tsome_work();\n}\n")
  }

  /// The block stands with a line of it changed, and its neighbours meet elsewhere.
  @Test func aBlockThatStandsWithALineChangedIsNotGone() throws {
    func entry(_ kind: String) -> String {
      "  {\n    description: missing image\n    arguments: foo and bar\n    expected: docker image\n"
        + "    install: \(kind).Options\n    result: when fetching it\n  },\n"
    }
    let (head, tail) = ("  first_entry_of_all\n  },\n", "}\n\nfor each_of(cases)\n")
    let target = "  changed_entry\n  },\n\(entry("types"))\(tail)  more_of_it\n\n  other_entry\n  },\n\(tail)"
    let decision = try decide(head + entry("client") + tail, head + tail, target, knowsBase: false, indentCounts: false)
    #expect(decision.state != .alreadyApplied)
    #expect(decision.result == nil)
  }

  @Test func newLinesThatNeedWhatTheFileLacksAreRefused() throws {
    let old = "self.instance_values = {}\nprint(start)\nprint(finish)\n\nself.instance_values.clear()\n"
    let new = old.replacing("print(start)\n", with: "print(start)\nuse(self.instance_values)\n")
    let target = old.replacing("instance_values", with: "values")
    let decision = try decide(old, new, target)
    #expect(decision.state == .conflicting)
    #expect(decision.notes.contains { $0.contains("'instance_values'") })
  }

  @Test func aBinaryFileIsUnsafe() throws {
    #expect(try decide(base, patched, "a\0b").state == .unsafe)
  }

  /// A hunk that shows all of a file leaves no doubt about its place.
  @Test(arguments: [("1.2\n", "1.3\n"), ("a\nb\n", "c\nd\n")])
  func aFileThatTheHunkShowsWholeNeedsNoBase(_ old: String, _ new: String) throws {
    let decision = try decide(old, new, old, knowsBase: false)
    #expect(decision.state == .applies)
    #expect(text(decision) == new)
    #expect(try decide(old, new, new, knowsBase: false).state == .alreadyApplied)
    #expect(try decide(old, new, "other\n", knowsBase: false).state.isRefused)
    #expect(try decide(old, new, "x\n" + old + "y\n", knowsBase: false).state != .alreadyApplied)
  }
}
