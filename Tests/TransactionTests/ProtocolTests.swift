import Plan
import Playbook
import TestSupport
import Testing
import Transaction

struct ProtocolTests {
  private static let events: [(String, Event?)] = [
    ("state gated", .state(.gated)), ("state odd", nil), ("step 3", .step(3)), ("ok 2", .ok(step: 2, "")),
    ("ok 2 status 200 after 0 s", .ok(step: 2, "status 200 after 0 s")),
    ("out 1   two  spaces", .output(step: 1, "  two  spaces")),
    ("fail 4 command: exit 1", .failed(step: 4, "command: exit 1")), ("abort 2", .aborted(step: 2)),
    ("drifted 1 7", .drifted(step: 1, entry: 7)), ("slipped 1 7", .slipped(step: 1, entry: 7)),
    ("aside 0 7", .setAside(entry: 7)), ("kept 1 7", .kept(entry: 7)), ("unrestored 1 7", .unrestored(entry: 7)),
    ("undone 2", .undone(step: 2, "")), ("undone 2 web is stopped", .undone(step: 2, "web is stopped")),
    ("not-undone 2", .notUndone(step: 2)),
    ("undo-failed 2 why not", .undoFailed(step: 2, "why not")), ("proven 3 connected", .proven(step: 3, "connected")),
    ("was-unhealthy 3 no answer", .wasUnhealthy(step: 3, "no answer")), ("recovering 0", .recovering),
    ("seen 2 web is exited (exit 1)", .seen(step: 2, "web is exited (exit 1)")),
    ("end committed", .end(.committed)), ("end none", .end(.none)), ("", nil), ("later 1 2", nil),
  ]

  @Test(arguments: events)
  func anEventIsRead(_ line: String, _ event: Event?) {
    #expect(Event(line[...]) == event)
  }

  private static let accounts = [
    ("app", "app"), ("svc-1@corp", "svc-1@corp"), (#"CORP\anna"#, #"'CORP\anna'"#), ("box$", "'box$'"),
  ]

  @Test(arguments: accounts)
  func aNameOfAnAccountReachesSudoAsItIs(name: String, word: String) throws {
    let command = Bootstrap(token: "t0", become: try Become(user: name)).command
    #expect(command.hasPrefix("exec sudo -n -H -u \(word) /bin/sh -c "), "\(command)")
  }

  @Test(arguments: accounts)
  func aNameOfAnAccountReachesDoasAsItIs(name: String, word: String) throws {
    let command = Bootstrap(token: "t0", become: try Become(user: name, by: .doas), answersSudo: true).command
    #expect(command.hasPrefix("exec doas -n -u \(word) /bin/sh -c 'program="), "\(command)")
  }

  /// Whatever shell an account has reads this.
  @Test(arguments: [false, true])
  func theCommandHoldsNothingThatAShellReadsInItsOwnWay(answersSudo: Bool) throws {
    for become in [nil, Become.root(), try Become(user: "app"), Become.root(by: .doas)] {
      let command = Bootstrap(token: "t0", become: become, answersSudo: answersSudo).command
      #expect(!command.contains { "\\!\n".contains($0) }, "\(command)")
      #expect(command.utf8.count < 8800)
    }
  }

  @Test func aQuestionForAPasswordIsFoundWhereverItIsCut() {
    let prompt = PasswordPrompt(token: "t0")
    let repeated = prompt.text
    let text =
      "lecture\n+ exec sudo -S -p '\(repeated)' sh\nt0 asks anna:Sorry, try again.\nt0 asks anna:t0 asks CORP\\b:end\n"
    let bytes = Array(text.utf8)
    for cut in 0...bytes.count {
      var prompt = prompt
      var names: [String] = []
      for piece in [bytes[..<cut], bytes[cut...]] {
        prompt.feed(Array(piece))
        while let name = prompt.next() { names.append(name) }
      }
      #expect(names == ["anna", "anna", #"CORP\b"#], "cut at \(cut)")
      #expect(String(decoding: prompt.rest, as: UTF8.self).hasSuffix("Sorry, try again.\nend\n"), "cut at \(cut)")
    }
  }

  @Test func repliesAreTheSameWhereverTheyAreCut() {
    let text = "Welcome\n@other end\nnoise\n@t0 user 0 0\n\n@t0 set none 0 #5\na\n@t0\n@t0 empty #0\n\n@t0 end\n"
    let expected = [
      Reply(words: ["user", "0", "0"]), Reply(words: ["set", "none", "0"], body: Array("a\n@t0".utf8)),
      Reply(words: ["empty"]), Reply(words: ["end"]),
    ]
    let bytes = Array(text.utf8)
    for cut in 0...bytes.count {
      var reader = ReplyReader(token: "t0")
      var replies: [Reply] = []
      for piece in [bytes[..<cut], bytes[cut...]] {
        reader.feed(Array(piece))
        while let reply = reader.next() { replies.append(reply) }
      }
      #expect(replies == expected, "cut at \(cut)")
    }
  }

  @Test func aTimestampIsWhatDateSays() async throws {
    let moments = [0, 1, 86_399, 951_782_399, 951_782_400, 1_709_164_800, 1_770_012_160, 4_102_444_799, -1, -86_401]
    for moment in moments {
      let date = try await Tool.run("/bin/date", ["-u", "-d", "@\(moment)", "+%Y%m%d_%H%M%S"])
      #expect("\(Timestamp(secondsSinceEpoch: moment))\n" == date)
    }
  }
}
