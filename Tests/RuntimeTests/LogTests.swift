import Deploy
import Plan
import TestSupport
import Testing
import Transaction

struct LogTests {
  /// What happens to the log after the restart, and whether that is an error; the log holds an old error before.
  private static let cases: [(String, Bool)] = [
    ("true", false),
    ("echo all is well >>log", false),
    ("echo Traceback: new >>log", true),
    ("printf 'a new err' >>log; (sleep 0.2; printf 'or\\n' >>log) &", true),
    ("printf 'error without its end' >>log", true),
    ("mv log log.1; echo error in the new one >log", true),
    ("echo error before rotation >>log; mv log log.1; echo fine >log", true),
    ("echo error before rotation >>log; mv log app-of-yesterday.log; echo fine >log", true),
    ("mv log log.1; (sleep 1; echo error where it was still open >>log.1) & echo fine >log", true),
    ("mv log log.1; echo fine >log", false),
    ("echo error that was copied >>log; cp log log.1; : >log", true),
    (": >log; echo error >>log", true),
    ("echo error first >log; yes 'more than there was before' | head -n 99 >>log", true),
    ("echo error >late", true),
    ("(sleep 0.2; echo error >late) &", true),
    ("echo error >>real", true),
    ("printf 'rubbish \\000\\377\\001 and an err\\000or\\n' >>log", true),
    ("printf 'e\\000r\\000r\\000o\\000r\\000\\n\\000' >>log", true),
    ("printf 'overwritten err\\ror\\n' >>log", true),
    ("printf 'in color: \\033[31merr\\033[1;32mor\\033[0m\\n' >>log", true),
    ("printf 'a title \\033]0;no err' >>log; printf 'or here\\007 is well\\n' >>log", false),
    ("printf 'cut \\033]0; error\\n' >>log", true),
  ]

  @Test(arguments: Shell.allCases, cases)
  func aNewErrorIsSeenAndAnOldOneIsNot(under shell: Shell, _ log: (happening: String, isError: Bool)) async throws {
    let workshop = try await Workshop(shell)
    try workshop.write("an old error, longer than what comes after it\n", to: "log")
    try workshop.write("an old error\n", to: "real")
    #expect(Files.link("real", "\(workshop.root)/linked"))
    try workshop.write(log.happening, to: "happen")
    let trial = try await workshop.deploy(
      "  - copy: a\n  - restart: { command: . ./happen }\n    undo: 'true'\n  - logs: { file: [log, late, linked], for: 3s }",
      texts: ["a": "new\n"])
    #expect(trial.isCommitted != log.isError, "\(trial)")
    if log.isError { #expect(trial.failure?.hasPrefix("the log matches") == true, "\(trial)") }
  }

  /// Settings of the gate, what is written after the restart, and the reason of the failure or what was counted.
  private static let rules: [(settings: String, happening: String, isFine: Bool, words: String)] = [
    ("ignore: [harmless, 'no such error']", "echo a harmless error >>log", true, "1 match, 1 ignored"),
    ("ignore: harmless", "printf 'Traceback (most recent call last):\\n  x\\nharmless\\n' >>log", true, "1 ignored"),
    ("ignore: harmless", "printf 'error\\nharmless\\n' >>log", false, "the log matches: "),
    ("fail: [alpha, '^omega']", "echo an error and an omega >>log", true, "quiet for 2 s: 1 lines"),
    ("fail: [alpha, '^omega']", "echo omega >>log", false, "the log matches: "),
    ("fail: '^omega'", "printf '\\000\\000\\033[1momega\\n' >>log", false, "the log matches: "),
    ("fail: '^omega'", "printf 'no omega\\n' >>log", true, "quiet for 2 s: 1 lines"),
    ("budget: 2", "printf 'error 1\\nerror 2\\n' >>log", true, "2 match"),
    ("budget: 2", "printf 'error 1\\nerror 2\\nerror 3\\n' >>log", false, "(3 lines, 2 allowed)"),
    ("case: exact", "echo ERROR >>log", true, "1 lines"),
    ("mode: observe", "echo error >>log", true, "observed for 2 s: 1 lines, 1 match"),
    ("ready: 'listening on [0-9]+', mode: observe", "true", true, "observed for 2 s"),
    ("new_only: true", "echo '12:00:01 error in job 77 of f00d' >>log", true, "1 known"),
    ("new_only: true", "echo '12:00:01 error in task 77' >>log", false, "the log matches: "),
    ("new_only: false", "echo '12:00:01 error in job 77 of f00d' >>log", false, "the log matches: "),
    ("ready: 'listening on [0-9]+', fail: panic", "echo listening on 8000 >>log", true, "ready after "),
    ("ready: 'listening on [0-9]+'", "echo listening >>log", false, "no line matches 'ready' within 2 s"),
    ("ready: listening", "printf 'error\\nlistening\\n' >>log", false, "the log matches: "),
    ("ready: listening", "printf 'listening\\nerror' >>log", false, "the log matches: "),
  ]

  @Test(arguments: Shell.allCases, rules)
  func aGateIsAsStrictAsItsRules(
    under shell: Shell, _ rule: (settings: String, happening: String, isFine: Bool, words: String)
  ) async throws {
    let workshop = try await Workshop(shell)
    try workshop.write("11:59:02 error in job 4 of a0b1\n11:59:03 listening on 8000\n", to: "log")
    try workshop.write(rule.happening, to: "happen")
    let trial = try await workshop.deploy(
      """
        - copy: a
        - restart: { command: . ./happen }
          undo: 'true'
        - logs: { file: log, for: 2s, \(rule.settings) }
      """, texts: ["a": "new\n"])
    #expect(trial.isCommitted == rule.isFine, "\(trial)")
    let words = rule.isFine ? trial.oks.last : trial.failure
    #expect(words?.contains(rule.words) == true, "\(trial)")
  }

  @Test(arguments: Shell.allCases, [("echo fine >>log", true), ("echo error >>log", false)])
  func aGateWithoutTimeLooksOnce(under shell: Shell, _ log: (happening: String, isFine: Bool)) async throws {
    let workshop = try await Workshop(shell)
    try workshop.write("an old error\n", to: "log")
    try workshop.write(log.happening, to: "happen")
    let trial = try await workshop.deploy(
      "  - copy: a\n  - restart: { command: . ./happen }\n    undo: 'true'\n  - logs: { file: log, for: 0s }",
      texts: ["a": "new\n"])
    #expect(trial.isCommitted == log.isFine, "\(trial)")
    let words = log.isFine ? trial.oks.last : trial.failure
    #expect(words?.contains(log.isFine ? "quiet for 0 s" : "the log matches") == true, "\(trial)")
  }

  @Test(arguments: Shell.allCases)
  func aTracebackIsShownWhole(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let traceback = """
      Traceback (most recent call last):
        File "a.py", line 3, in <module>
          main()
      KeyError: 'user'

      During handling of the above exception, another exception occurred:

      Traceback (most recent call last):
        File "b.py", line 9, in <module>
      ValueError: too late
      """
    try workshop.write("", to: "log")
    try workshop.write("starting\n\(traceback)\nserving on\n", to: "more")
    // The second piece comes once the first was looked at.
    let kept = "$DEPLOYCTL_SET/control/log-3_1.open"
    try workshop.write(
      "head -n 4 more >>log; (until [ -s \(kept) ]; do sleep 0.1; done; tail -n +5 more >>log) &", to: "happen")
    let trial = try await workshop.deploy(
      "  - copy: a\n  - restart: { command: . ./happen }\n    undo: 'true'\n  - logs: { file: log, for: 9s }",
      texts: ["a": "new\n"])
    #expect(trial.failure == "the log matches: \(workshop.root)/log")
    let lines = traceback.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    let wanted = lines.map { $0 == 0 ? "\(workshop.root)/log: \($1)" : "  \($1)" }
    #expect(trial.output == wanted, "\(trial)")
  }

  @Test(arguments: Shell.allCases)
  func aFloodIsReadToItsEndAndTheNeedleFound(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try workshop.write("", to: "log")
    try workshop.write(
      "yes 'a line of a log that is told over and over, and says nothing' | head -n 300000 >>log; echo error >>log; "
        + "yes 'more of the same' | head -n 1000 >>log", to: "happen")
    let trial = try await workshop.deploy(
      """
        - copy: a
        - restart: { command: . ./happen }
          undo: 'true'
        - logs: { file: log, for: 2s, mode: observe }
      """, texts: ["a": "new\n"])
    #expect(trial.oks.last?.contains(": 301001 lines, 1 match") == true, "\(trial)")
    let left = (Files.names(in: Array("\(workshop.set)/control".utf8)) ?? []).map {
      String(decoding: $0, as: UTF8.self)
    }
    #expect(left.filter { $0.hasPrefix("log") } == [])
  }
}

extension Trial {
  fileprivate var oks: [String] { events.compactMap { if case .ok(_, let words) = $0 { words } else { nil } } }
  fileprivate var output: [String] {
    events.compactMap { if case .output(_, let line) = $0 { line } else { nil } }
  }
}
