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
    ("mv log log.1; echo fine >log", false),
    (": >log; echo error >>log", true),
    ("echo error >late", true),
    ("(sleep 0.2; echo error >late) &", true),
    ("echo error >>real", true),
  ]

  @Test(arguments: Shell.allCases, cases)
  func aNewErrorIsSeenAndAnOldOneIsNot(under shell: Shell, _ log: (happening: String, isError: Bool)) async throws {
    let workshop = try await Workshop(shell)
    try workshop.write("an old error, longer than what comes after it\n", to: "log")
    try workshop.write("an old error\n", to: "real")
    #expect(Files.link("real", "\(workshop.root)/linked"))
    try workshop.write(log.happening, to: "happen")
    let trial = try await workshop.deploy(
      "  - copy: a\n  - restart: { command: . ./happen }\n    undo: 'true'\n  - logs: { file: [log, late, linked], for: 2s }",
      texts: ["a": "new\n"])
    #expect(trial.isCommitted != log.isError, "\(trial)")
    if log.isError { #expect(trial.failure?.hasPrefix("the log matches") == true) }
  }
}
