import Diff
import Patch
import Testing

/// A diff against code that somebody broke into other lines.
struct DiffTokensTests {
  private let old = """
    import os

    def groups(event, db):
        found = db.query(EventGroup).filter(EventGroup.event_id == event.id, EventGroup.active).all()
        return [group.id for group in found if group.is_open(event.begin, event.end)]

    """
  private var new: String {
    old.replacing("return [group.id for group in found if", with: "return [group.key for group in found if")
  }
  /// As the old text, but for the line ends inside of brackets.
  private let rewrapped = """
    import os
    import sys


    def groups(event, db):
        found = db.query(EventGroup).filter(
            EventGroup.event_id == event.id,
            EventGroup.active
        ).all()
        return [
            group.id
            for group in found
            if group.is_open(event.begin, event.end)
        ]

    """

  private func decide(_ old: String, _ new: String, _ target: String, knowsBase: Bool) throws -> PatchDecision {
    let diff = UnifiedDiff(old: Array(old.utf8), new: Array(new.utf8)).render(oldLabel: "a/x.py", newLabel: "b/x.py")
    let hunks = try DiffParser.read(diff).first?.hunks ?? []
    return DiffPatch(hunks, for: "x.py").decide(Array(target.utf8), base: knowsBase ? Array(old.utf8) : nil)
  }

  @Test(arguments: [true, false])
  func codeOnOtherLinesIsPatched(knowsBase: Bool) throws {
    let decision = try decide(old, new, rewrapped, knowsBase: knowsBase)
    #expect(decision.state == .applies)
    #expect(decision.tier == .tokens)
    let result = decision.result.map { String(decoding: $0, as: UTF8.self) }
    #expect(result == rewrapped.replacing("        group.id\n", with: "        group.key\n"))
    #expect(decision.sites.map(\.edit) == [1])
  }

  @Test(arguments: [true, false])
  func theFixOnOtherLinesIsLeftAlone(knowsBase: Bool) throws {
    let fixed = rewrapped.replacing("        group.id\n", with: "        group.key\n")
    let decision = try decide(old, new, fixed, knowsBase: knowsBase)
    #expect(decision.state == .alreadyApplied)
    #expect(decision.result == nil)
  }

  @Test(arguments: [true, false])
  func codeThatStandsTwiceIsNotGuessed(knowsBase: Bool) throws {
    let twice = rewrapped + rewrapped.replacing("import os\nimport sys\n\n\n", with: "")
    #expect(try decide(old, new, twice, knowsBase: knowsBase).state.isRefused)
  }

  @Test(arguments: [true, false])
  func anotherDepthIsAnotherMeaning(knowsBase: Bool) throws {
    let deeper = rewrapped.replacing("    return [", with: "    if found:\n            return [")
    #expect(try decide(old, new, deeper, knowsBase: knowsBase).state.isRefused)
  }

  @Test(arguments: [true, false])
  func whatWasToBeRemovedIsNotGoneWhileItStandsElsewhere(knowsBase: Bool) throws {
    let line = "    audit.write(event.id, event.begin, event.end)\n"
    let longer = old.replacing("    return [", with: "\(line)    return [")
    let elsewhere =
      rewrapped + "\ndef other(event):\n    audit.write(\n        event.id, event.begin, event.end\n    )\n"
    #expect(try decide(longer, old, elsewhere, knowsBase: knowsBase).state.isRefused)
  }

  @Test func whatLooksLikeAHoleStandsForItself() throws {
    let (old, new) = (
      "value = table[first, ..., last].sum(axis, keep).clip(low, high)\n",
      "value = table[first, ..., last].mean(axis, keep).clip(low, high)\n"
    )
    let target = "value = table[first, ..., last].sum(\n    axis, keep\n).clip(low, high)\n"
    #expect(try decide(old, new, target, knowsBase: false).state == .applies)
    let other = target.replacing("...", with: "1, 2")
    #expect(try decide(old, new, other, knowsBase: false).state.isRefused)
  }
}
