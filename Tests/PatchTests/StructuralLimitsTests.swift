import Testing

@testable import Patch

/// Inputs that a careless search would never come back from: what counts is that each of these ends.
struct StructuralLimitsTests {
  private func state(_ find: String, _ replace: String, on text: String, file: String = "a.py") throws -> PatchState {
    try StructuralEdit(.init(find: find, replace: replace), .of(file)).decide(Array(text.utf8)).state
  }

  @Test func manyEqualLines() throws {
    let text = String(repeating: "x = f(a, b)\n", count: 2_000)
    #expect(try state("x = f(:[a])", "x = g(:[a])", on: text) == .ambiguous)
    #expect(try state("x = f(:[a])\n:[body...]\ny = 1", "x = g(:[a])\n:[body]\ny = 1", on: text) == .drifted)
  }

  @Test func manyHoles() throws {
    let text = "f(" + String(repeating: "a, ", count: 2_000) + ")\n"
    let find = "f(:[a], :[b], :[c], :[d], :[e], g)"
    #expect(try state(find, "h(:[a], :[b], :[c], :[d], :[e])", on: text) == .drifted)
    #expect(
      [.drifted, .unsafe].contains(try state("f(:[a], :[b], :[c], :[a], :[b], g)", "h(:[a], :[b], :[c])", on: text)))
  }

  @Test func oneLongLineAndDeepBrackets() throws {
    let long = "{" + String(repeating: "\"key\": [1, 2], ", count: 3_000) + "\"last\": 1}"
    #expect(try state("\"last\": :[x]", "\"last\": 2", on: long, file: "a.json") == .applies)
    let deep = String(repeating: "(", count: 5_000) + "a" + String(repeating: ")", count: 5_000)
    #expect(try state("b(:[x])", "c(:[x])", on: deep) == .drifted)
  }

  /// Random pieces of code: whatever comes out, nothing crashes, and what applies is there afterwards.
  @Test(arguments: 0..<40)
  func randomTexts(seed: UInt64) throws {
    var random = Dice(state: seed &* 0x9e37_79b9_7f4a_7c15 &+ 1)
    let pieces = [
      "a", "b(", ")", "{", "}", "\n", "\n  ", "\n    ", "'s'", "\"", "#c", ":", "=", ",", "1", "[", "]", ";", "\\",
      "...", ":[x]", ":[y...]", "/*", "*/", "'''",
    ]
    for _ in 0..<30 {
      let text = (0..<Int(random.next() % 60)).map { _ in pieces[Int(random.next() % 21)] }.joined()
      let find = (0..<Int(1 + random.next() % 6)).map { _ in pieces[Int(random.next() % 25)] }.joined(separator: " ")
      let replace = find.replacing("a", with: "c d")
      let file = ["a.py", "a.js", "a.yml", "a.ini", "a.html", "a.sh", "a.txt"][Int(random.next() % 7)]
      var words = StructuralEdit.Words(find: find, replace: replace)
      words.count = .all
      let edit: StructuralEdit
      do throws(KeyProblem) {
        edit = try StructuralEdit(words, .of(file))
      } catch {
        // Most such texts are no templates, and are refused as a playbook's would be.
        #expect(!error.problem.message.isEmpty)
        continue
      }
      let decision = edit.decide(Array(text.utf8))
      guard let result = decision.result else { continue }
      #expect(
        edit.decide(result).state == .alreadyApplied, "\(file) \(find.debugDescription) on \(text.debugDescription)")
    }
  }

  private struct Dice {
    var state: UInt64

    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state >> 11
    }
  }
}
