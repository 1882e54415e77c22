import Diff
import Patch
import Testing

/// A diff whose new side stands in the file, where nothing but the file tells so.
struct DiffStandingTests {
  private let table = """
    var first = Mirrors {
      name: first_name,
      hosts: nil,
      secure: true,
      official: true,
    }
    var second = Mirrors {
      name: second_name,
      hosts: nil,
      secure: true,
      official: true,
    }

    """

  private func decide(_ diff: String, _ target: String) throws -> PatchDecision {
    let hunks = try DiffParser.read(Array("--- a/x\n+++ b/x\n\(diff)".utf8)).first?.hunks ?? []
    return DiffPatch(hunks).decide(Array(target.utf8))
  }

  private func decide(_ old: String, becoming new: String, _ target: String) throws -> PatchDecision {
    let diff = UnifiedDiff(old: Array(old.utf8), new: Array(new.utf8)).render(oldLabel: "a/x", newLabel: "b/x")
    let hunks = try DiffParser.read(diff).first?.hunks ?? []
    return DiffPatch(hunks).decide(Array(target.utf8))
  }

  private func withoutHosts(of name: String) -> String {
    table.replacing("name: \(name),\n  hosts: nil,\n", with: "name: \(name),\n")
  }

  /// The line that was removed stands in another block too, which is none of the hunk's business.
  @Test(arguments: [("first_name", PatchState.alreadyApplied), ("second_name", .applies)])
  func aLineThatStandsInAnotherBlockIsGoneFromTheNamedOne(gone: String, state: PatchState) throws {
    let diff = """
      @@ -1,5 +1,4 @@ var first = Mirrors {
         name: first_name,
      -  hosts: nil,
         secure: true,
         official: true,
       }

      """
    #expect(try decide(diff, withoutHosts(of: gone)).state == state)
  }

  /// A block of several lines that stands is not gone, whatever else the file shows.
  @Test func aBlockThatStandsElsewhereIsNotGone() throws {
    let block = "open_file(path)\nread_all(path)\nclose_file(path)\n"
    let old = "first_step()\nsecond_step()\n\(block)third_step()\nfourth_step()\n"
    let decision = try decide(
      old, becoming: old.replacing(block, with: ""), old.replacing(block, with: "") + "later_on()\n\(block)")
    #expect(decision.state.isRefused)
  }

  @Test func aBlockThatThePatchMovesMayStandWhereItBelongs() throws {
    let block = "open_file(path)\nread_all(path)\nclose_file(path)\n"
    let middle = (1...12).map { "middle_step_\($0)()\n" }.joined()
    let (head, tail) = ("first_step()\nsecond_step()\n", "third_step()\nfourth_step()\n")
    let (old, new) = (head + middle + block + tail, head + block + middle + tail)
    #expect(try decide(old, becoming: new, "# head\n" + new).state == .alreadyApplied)
    #expect(try decide(old, becoming: new, "# head\n" + old).state == .applies)
  }

  /// Hunks that are the same are told apart by their order, if there is a place for each.
  @Test func equalHunksStandInTheirOrder() throws {
    let part = "open_file(path)\nread_all(path)\nclose_file(path)\nreturn\n"
    let middle = (1...12).map { "middle_step_\($0)()\n" }.joined()
    let old = part + middle + part
    let new = old.replacing("read_all(path)", with: "read_all(path, limit)")
    let decision = try decide(
      "@@ -1,4 +1,4 @@\n open_file(path)\n-read_all(path)\n+read_all(path, limit)\n close_file(path)\n return\n"
        + "@@ -17,4 +17,4 @@\n open_file(path)\n-read_all(path)\n+read_all(path, limit)\n close_file(path)\n return\n",
      "# head\n" + new)
    #expect(decision.state == .alreadyApplied, "\(decision.notes)")
    #expect(decision.sites.map(\.line) == [3, 19])
  }

  /// What is added ends like the lines above it, so the lines around it meet there once more.
  @Test func anAddedBlockThatEndsLikeItsSurroundingsIsThere() throws {
    func entry(_ name: String) -> String { "/** Tests \(name). */\nfunction test\(name)() {\n  run(all);\n}\n\n" }
    let (old, new) = (entry("One") + entry("Three"), entry("One") + entry("Two") + entry("Three"))
    let decision = try decide(old, becoming: new, "# head\n" + new + entry("Four"))
    #expect(decision.state == .alreadyApplied, "\(decision.notes)")
  }

  /// A single line that was added, with a line of the file's own beside it.
  @Test func anAddedLineIsThereWhereverItStandsBetweenItsNeighbours() throws {
    let old = "import one_part\nimport two_part\nimport four_part\nimport five_part\n"
    let new = old.replacing("two_part\n", with: "two_part\nimport three_part\n")
    let own = "import two_part\nimport own_part\nimport three_part\nimport other_part\nimport five_part\n"
    let target = "import one_part\n" + own
    let decision = try decide(old, becoming: new, target)
    #expect(decision.state == .alreadyApplied, "\(decision.notes)")
    // Without the line, the place is none, since the lines around it do not meet.
    #expect(try decide(old, becoming: new, target.replacing("import three_part\n", with: "")).state.isRefused)
  }
}
