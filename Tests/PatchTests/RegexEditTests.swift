import Testing

@testable import Patch

struct RegexEditTests {
  private let ini = "[server]\r\nport = 80\r\ntimeout   = 30\r\n\r\n[client]\r\ntimeout = 30\r\n"

  private func decide(
    _ pattern: String, _ replace: String, on text: String, file: String = "app.ini",
    _ more: (inout RegexEdit.Words) -> Void = { _ in }
  ) throws -> PatchDecision {
    var words = RegexEdit.Words(try RegexPattern(pattern), replace: replace)
    more(&words)
    return try RegexEdit(words, .of(file)).decide(Array(text.utf8))
  }

  private func text(_ decision: PatchDecision) -> String? {
    decision.result.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func oneMatchIsReplacedAndIsThereAfterwards() throws {
    let decision = try decide(#"^port\s*=\s*80$"#, "port = 8080", on: ini)
    #expect(decision.state == .applies)
    #expect(text(decision) == ini.replacing("port = 80\r\n", with: "port = 8080\r\n"))
    #expect(decision.sites.map(\.line) == [2])
    let again = try decide(#"^port\s*=\s*80$"#, "port = 8080", on: try #require(text(decision)))
    #expect(again.state == .alreadyApplied)
    #expect(again.result == nil)
  }

  @Test func zeroMatchesAreNeverOk() throws {
    #expect(try decide("^ports = 80$", "ports = 8080", on: ini).state == .drifted)
    #expect(try decide("^port = 80$", "port = 8080", on: "port = 80800\nport = 8081\n").state == .drifted)
    #expect(try decide("x", "yy", on: "").state == .drifted)
  }

  @Test func twoMatchesNeedACountOrABlock() throws {
    let (pattern, replace) = (#"^timeout\s*=\s*30$"#, "timeout = 120")
    #expect(try decide(pattern, replace, on: ini).state == .ambiguous)
    let all = try decide(pattern, replace, on: ini) { $0.count = .all }
    #expect(
      text(all)
        == ini.replacing("timeout   = 30", with: "timeout = 120").replacing("timeout = 30", with: "timeout = 120"))
    let client = try decide(pattern, replace, on: ini) { $0.within = "[client]" }
    #expect(text(client) == ini.replacing("timeout = 30", with: "timeout = 120"))
    #expect(
      try decide(pattern, replace, on: try #require(text(client))) { $0.within = "[client]" }.state == .alreadyApplied)
    #expect(try decide(pattern, replace, on: try #require(text(client))) { $0.count = .all }.state == .partlyApplied)
  }

  @Test func groupsArePutIn() throws {
    let decision = try decide(#"(?<key>\w+)=(\d+)"#, #"\g<key> = \2 done"#, on: "a=1\n", file: "x.txt")
    #expect(text(decision) == "a = 1 done\n")
    #expect(try decide(#"(?<key>\w+)=(\d+)"#, #"\g<key> = \2 done"#, on: "a = 1 done\n").state == .alreadyApplied)
  }

  @Test func aResultThatStillMatchesIsNotRecognised() throws {
    let other = try RegexPattern("^c$")
    let unlike = try decide("^a$", "b", on: "a\n") { $0.applied = other }
    #expect(unlike.state == .invalidAfter)
    #expect(unlike.result == nil)
    let prefixed = try decide("^host", "myhost", on: "host\n", file: "x.txt")
    #expect(text(prefixed) == "myhost\n")
    #expect(try decide("^host", "myhost", on: "myhost\n", file: "x.txt").state == .alreadyApplied)
  }

  @Test func aDeletionIsToldByWhatStandsThereAfterwards() throws {
    let done = try RegexPattern("^port")
    let other = try RegexPattern("^none")
    #expect(throws: KeyProblem.self) { try decide("^debug.*\\n", "", on: "debug\nport\n") }
    #expect(text(try decide("^debug.*\\n", "", on: "debug\nsport\n") { $0.applied = other }) == nil)
    let words = try decide("^debug.*\\n", "", on: "port\n") { $0.applied = done }
    #expect(words.state == .alreadyApplied)
  }

  @Test func latin1StaysAsItIs() throws {
    let bytes: [UInt8] = Array("name = caf".utf8) + [0xe9] + Array("\nport = 1\n".utf8)
    let edit = try RegexEdit(.init(try RegexPattern("^port = 1$"), replace: "port = 2"), .of("a.ini"))
    #expect(edit.decide(bytes).result == Array("name = caf".utf8) + [0xe9] + Array("\nport = 2\n".utf8))
  }

  @Test func aPatternThatNeverEndsIsGivenUp() throws {
    let text = String(repeating: "a", count: 40) + "!\n"
    #expect(try decide("^(a+)+$", "c d", on: text, file: "x.txt").state == .unsafe)
  }
}
