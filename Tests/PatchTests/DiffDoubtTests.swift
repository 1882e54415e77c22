import Diff
import Patch
import Testing

/// Patches that fit as text where what stands around tells that the code is not the one they were written for.
struct DiffDoubtTests {
  private let base = """
    def load(name):
        path = find_path(name)
        content = read_file(path)
        return content

    def store(name, content):
        path = find_path(name)
        write_file(path, content)
        close_file(path)
        return path

    def remove(name):
        remove_file(find_path(name))

    """
  private var patched: String {
    base.replacing("read_file(path)", with: "read_file(path, limit)")
      .replacing("    close_file(path)\n", with: "    close_file(path)\n    sync_file(path)\n")
  }

  private func decide(_ target: String, knowsBase: Bool = true) throws -> PatchDecision {
    let diff = UnifiedDiff(old: Array(base.utf8), new: Array(patched.utf8)).render(oldLabel: "a/x", newLabel: "b/x")
    let hunks = try DiffParser.read(diff).first?.hunks ?? []
    return DiffPatch(hunks, indentCounts: true).decide(
      Array(target.utf8), base: knowsBase ? Array(base.utf8) : nil)
  }

  /// One neighbour that is gone may be a chance.
  @Test(arguments: [true, false])
  func oneLostNeighbourIsNoDoubt(knowsBase: Bool) throws {
    let decision = try decide(base.replacing("return content", with: "return decoded(content)"), knowsBase: knowsBase)
    #expect(decision.state == .applies, "\(decision.notes)")
  }

  @Test(arguments: [true, false])
  func lostNeighboursOfTwoEditsAreADoubt(knowsBase: Bool) throws {
    let target = base.replacing("return content", with: "return decoded(content)")
      .replacing("return path", with: "return absolute(path)")
    let decision = try decide(target, knowsBase: knowsBase)
    #expect(decision.state == .conflicting)
    #expect(decision.notes.contains { $0.hasPrefix("the lines beside 2 of its edits were changed") })
    #expect(decision.result == nil)
    #expect(!decision.candidates.isEmpty)
  }

  /// Where a line was changed a little, a new one still belongs beside it; not where those around are others too.
  @Test(arguments: [("", PatchState.applies), ("other_", .conflicting)])
  func aPlaceWhoseSurroundingsAreOthersIsNone(_ prefix: String, _ state: PatchState) throws {
    let old =
      "import first_part\nimport second_part\nimport third_part as third\nimport fourth_part\nimport fifth_part\n"
    let new = old.replacing("third\n", with: "third\nimport new_part\n")
    let target = old.replacing("third_part as third", with: "third_part as the_third")
      .replacing("first_part", with: prefix + "first_part").replacing("second_part", with: prefix + "second_part")
      .replacing("fifth_part", with: prefix + "fifth_part")
    let diff = UnifiedDiff(old: Array(old.utf8), new: Array(new.utf8)).render(oldLabel: "a/x", newLabel: "b/x")
    let hunks = try DiffParser.read(diff).first?.hunks ?? []
    #expect(DiffPatch(hunks).decide(Array(target.utf8), base: Array(old.utf8)).state == state)
  }

  /// Whoever has to decide by hand is shown where.
  @Test func aResultThatWouldNotBeKnownShowsItsPlace() throws {
    let block = "open_file(path)\nread_all(path)\nclose_file(path)\n"
    let old = "first_step()\nsecond_step()\n\(block)third_step()\nfourth_step()\n"
    let diff = UnifiedDiff(old: Array(old.utf8), new: Array(old.replacing(block, with: "").utf8))
      .render(oldLabel: "a/x", newLabel: "b/x")
    let hunks = try DiffParser.read(diff).first?.hunks ?? []
    let target = "# head\n" + old + "between_them()\n" + block
    let decision = DiffPatch(hunks).decide(Array(target.utf8))
    #expect(decision.state == .invalidAfter, "\(decision.state) \(decision.notes)")
    #expect(decision.candidates.first?.line == 2)
    #expect(decision.correction != nil)
  }

  /// What the base says of a place that was written anew is more than what lines elsewhere look like.
  @Test func aPlaceThatIsGoneIsShownWhereItWas() throws {
    func steps(_ name: String, _ numbers: ClosedRange<Int> = 1...20) -> String {
      numbers.map { "\(name)_step_\($0)()\n" }.joined()
    }
    let part = "open_file(path)\nread_all(path)\nclose_file(path)\nsend_all(path)\n"
    let old = steps("early") + part + steps("late")
    let new = old.replacing("read_all(path)", with: "read_all(path, limit)")
    let target =
      steps("early") + "database.put(path)\n" + steps("late") + steps("early", 13...20) + part + steps("late", 1...8)
    let diff = UnifiedDiff(old: Array(old.utf8), new: Array(new.utf8)).render(oldLabel: "a/x", newLabel: "b/x")
    let hunks = try DiffParser.read(diff).first?.hunks ?? []
    let decision = DiffPatch(hunks).decide(Array(target.utf8), base: Array(old.utf8))
    #expect(decision.state.isRefused)
    let first = decision.candidates.first.map { $0.line..<$0.line + $0.count }
    #expect(first?.contains(21) == true, "\(decision.candidates.map(\.line))")
    #expect(first?.contains(50) == false)
  }
}
