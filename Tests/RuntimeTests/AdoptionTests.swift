import Connection
import Deploy
import Plan
import TestSupport
import Testing
import Transaction

struct AdoptionTests {
  private static let names = [
    "plain", "with space", "quote'd", "double\"d", "dollar$HOME", "back\\slash", "new\nline", "[z]*?", "-dash",
    "ümlaut",
    "semi;colon", "#hash", "{brace}", "trailing ",
  ]

  @Test(arguments: Shell.allCases, [true, false])
  func everyNameOfAFolderMadeByHandIsFoundAndPutBack(under shell: Shell, isFlat: Bool) async throws {
    let workshop = try await Workshop(shell)
    for name in Self.names {
      try workshop.write("now\n", to: "src/d/\(name)", mode: 0o640)
      try workshop.write("saved \(name)\n", to: "backups/by hand/\(isFlat ? name : "src/d/\(name).bak")")
      // Neither of these may be taken for the file that is meant.
      try workshop.write("git\n", to: ".git/\(name)")
      try workshop.write("other\n", to: "backups/other/\(name)")
    }
    let trial = try await workshop.rollBack(to: "by hand")
    #expect(trial.isCommitted, "\(trial)")
    for name in Self.names {
      #expect(try workshop.read("src/d/\(name)") == "saved \(name)\n")
      #expect(try workshop.read(".git/\(name)") == "git\n")
    }
  }

  @Test(arguments: Shell.allCases)
  func aFileThatChangesAfterThePlanIsNotPutBack(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try workshop.write("now\n", to: "src/a")
    try workshop.write("saved\n", to: "backups/hand/a")
    let trial = try await workshop.rollBack(to: "hand") { try workshop.write("else\n", to: "backups/hand/a") }
    guard case .refused(let objections) = trial.outcome else {
      Issue.record("\(trial)")
      return
    }
    #expect(objections.first?.message.hasPrefix("staged as file:") == true, "\(objections)")
    #expect(try workshop.read("src/a") == "now\n")
  }
}

extension Workshop {
  /// Rolls back and tells what happened.
  func rollBack(
    to wanted: String, run: String = "rollback_20260101_000009", shell: String? = nil,
    beforeGo act: @escaping @Sendable () throws -> Void = {}
  ) async throws -> Trial {
    let notices = Notices()
    var brief = FleetRun.Brief(
      targets: [try target()], candidates: [RunID(run)], author: "tester@here",
      connect: { _ in LocalConnection() },
      planner: { notices.watch(Proposal.rollingBack($0, to: wanted, isOnly: false)) },
      consent: { _ in
        do { try act() } catch { Issue.record(error) }
        return .proceed
      })
    brief.shell = shell ?? self.shell
    brief.report = { notices.add($0) }
    let outcomes = await FleetRun(brief).outcomes()
    return Trial(outcome: outcomes[0], events: notices.events, plan: notices.plan)
  }
}
