import Connection
import Deploy
import Plan
import Playbook
import TestSupport
import Testing
import Transaction

/// Which sets go, decided on the host.
struct RetentionTests {
  /// A set as its journal and the history tell of it.
  private struct Made {
    let name: String
    var journal = ["preparing", "prepared", "activating", "committed", "closed"]
    var outcome: String?

    static func good(_ name: String) -> Made { Made(name: name, outcome: "good") }
    static func failed(_ name: String) -> Made {
      Made(name: name, journal: ["activating", "reverting", "reverted", "closed"], outcome: "reverted")
    }
  }

  private func make(_ sets: [Made], _ later: String = "", in workshop: Workshop) throws {
    var history = ""
    for set in sets {
      let folder = "\(workshop.backups)/\(set.name)"
      try Files.write("manifest 1\nrun \(set.name) \(workshop.root)\nby t@h\ncomplete 0\n", to: "\(folder)/manifest")
      let journal = set.journal.map { $0 == "closed" ? "1 closed\n" : "1 state \($0)\n" }
      try Files.write(journal.joined(), to: "\(folder)/journal")
      try Files.write("old\n", to: "\(folder)/files/a b/it's")
      if let outcome = set.outcome { history += "\(set.name) \(outcome) 1 t@h\n" }
    }
    try Files.write(history + later, to: "\(workshop.backups)/history")
  }

  private func sets(_ workshop: Workshop) -> Set<String> {
    Set((Files.names(in: Array(workshop.backups.utf8)) ?? []).map { String(decoding: $0, as: UTF8.self) })
      .subtracting(["history", "deployed", ".reserve"])
  }

  private func old(_ workshop: Workshop, keeping number: Int) async throws -> [String] {
    let session = try await Session(LocalConnection(), become: nil, shell: workshop.shell)
    return try await closing(session) { session in
      var request = LookRequest(try workshop.target())
      request.old(keeping: number)
      return try await session.look(request).old
    }
  }

  private func prune(_ workshop: Workshop, keeping number: Int, _ runs: [String]) async throws -> [String] {
    let session = try await Session(LocalConnection(), become: nil, shell: workshop.shell)
    return try await closing(session) { session in
      try await session.prune(PruneRequest(try workshop.target(), keeping: number, runs: runs))
    }
  }

  private func closing<Result>(_ session: Session, _ body: (Session) async throws -> Result) async throws -> Result {
    do {
      let result = try await body(session)
      await session.close()
      return result
    } catch {
      await session.close()
      throw error
    }
  }

  private let mixed: [Made] = [
    .good("p_20260101_000001"), .failed("p_20260101_000002"), .good("p_20260101_000003"), .good("p_20260101_000004"),
    .good("p_20260101_000005"), .failed("p_20260101_000006"), .good("rollback_20260101_000007"),
    Made(name: "p_20260101_000008", journal: ["activating", "reverting", "stuck", "closed"], outcome: "stuck"),
    Made(name: "p_20260101_000009", journal: ["activating"]), Made(name: "p_20260101_000010", outcome: nil),
    // Committed, but cut off before it was closed.
    Made(name: "p_20260101_000011", journal: ["activating", "committed"], outcome: "good"),
  ]
  private let undone = "p_20260101_000005 bad 1 rollback_20260101_000007\np_20260101_000001 good 2 t@h\n"

  @Test(arguments: Shell.allCases)
  func onlySetsThatNobodyNeedsAreOld(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try make(mixed, undone, in: workshop)
    try Files.write("by hand\n", to: "\(workshop.backups)/by_hand_20200101/a")
    try await Tool.run("/bin/ln", ["-s", "p_20260101_000001", "\(workshop.backups)/p_20250101_000000"])
    try Files.write(
      "p_20250101_000000 good 1 t@h\n../x good 1 t@h\n.lock good 1 t@h\ngone_1 good 1 t@h\n"
        + (try Files.read("\(workshop.backups)/history")) + "torn goo", to: "\(workshop.backups)/history")
    let (one, two, three, four) = (
      "p_20260101_000001", "p_20260101_000002", "p_20260101_000003", "p_20260101_000004"
    )
    // Good ones are 1, 3, 4 and the rollback; 5 was undone, and goes only with what was before it.
    #expect(try await old(workshop, keeping: 1) == ["p_20260101_000005", four, three, two, one])
    #expect(try await old(workshop, keeping: 2) == [three, one])
    #expect(try await old(workshop, keeping: 3) == [one])
    #expect(try await old(workshop, keeping: 4) == [])
  }

  @Test(arguments: Shell.allCases)
  func theLastGoodOneStaysBelowTenFailedOnes(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let failed = (1...10).map { Made.failed("p_20260102_00000\($0)") }
    try make([.good("p_20260101_000001"), .good("p_20260101_000002")] + failed, in: workshop)
    let old = try await old(workshop, keeping: 1)
    #expect(Set(old) == Set(["p_20260101_000001"] + failed.dropLast().map(\.name)))
    #expect(Set(try await prune(workshop, keeping: 1, old)) == Set(old))
    #expect(sets(workshop) == ["p_20260101_000002", failed[9].name])
    #expect(try await self.old(workshop, keeping: 1) == [])
  }

  @Test(arguments: Shell.allCases)
  func whatIsNeededByNowStaysWhateverWasAgreedTo(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try make(mixed, undone, in: workshop)
    let before = sets(workshop)
    // What a crash in an earlier removal left.
    try Files.write("", to: "\(workshop.backups)/.gone/p_20240101_000000/manifest")
    let gone = try await prune(workshop, keeping: 2, mixed.map(\.name) + ["by_hand", "../root", "deployed"])
    #expect(gone == ["p_20260101_000001", "p_20260101_000003"])
    #expect(sets(workshop) == before.subtracting(gone))
    #expect(!Files.existsAsLink("\(workshop.backups)/.lock"))
    #expect(Files.exists(workshop.root))
  }

  @Test(arguments: Shell.allCases)
  func aCommitRemovesWhatIsOldAndSaysSo(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try make([.good("p_1"), .failed("p_2"), .failed("p_3"), .good("p_4")], in: workshop)
    try Files.write("by hand\n", to: "\(workshop.backups)/by_hand/a")
    let steps = "  - copy: a\nbackups: { keep: 2 }"
    let first = try await workshop.deploy(steps, texts: ["a": "one\n"])
    #expect(first.isCommitted, "\(first)")
    #expect(first.events.contains(.removed(run: "p_1")), "\(first)")
    #expect(sets(workshop) == ["p_2", "p_3", "p_4", "by_hand", Workshop.run])
    #expect(try Files.read("\(workshop.set)/script").hasSuffix("\nkeep 2\ncommit\n"))
    #expect(!Files.exists("\(workshop.set)/evidence/retention"))
  }

  @Test(arguments: Shell.allCases)
  func aFailedRunRemovesNothing(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try make([.good("p_1"), .failed("p_2"), .failed("p_3"), .good("p_4")], in: workshop)
    let trial = try await workshop.deploy(
      "  - copy: a\n  - healthy: { cmd: 'false', within: 1s, every: 200ms }\nbackups: { keep: 1 }",
      texts: ["a": "one\n"])
    #expect(trial.isReverted, "\(trial)")
    #expect(sets(workshop) == ["p_1", "p_2", "p_3", "p_4", Workshop.run])
  }

  /// Killed between the moment when the sets are out of sight and that when they are gone.
  @Test func aWorkerThatDiesInARemovalHasCommitted() async throws {
    let workshop = try await Workshop(.dash)
    try make([.good("p_1"), .good("p_2")], in: workshop)
    try Files.write(
      "#!/bin/sh\ncase $* in *.gone*) kill -KILL $PPID ;; esac\nexec /bin/sync \"$@\"\n",
      to: "\(workshop.folder)/bin/sync", mode: 0o755)
    let shell = "\(workshop.folder)/sh"
    try Files.write(
      "#!/bin/sh\nPATH=\(workshop.folder)/bin:$PATH\nexport PATH\nexec /bin/dash \"$@\"\n", to: shell, mode: 0o755)
    let trial = try await workshop.deploy("  - copy: a\nbackups: { keep: 1 }", texts: ["a": "one\n"], shell: shell)
    #expect(trial.isCommitted, "\(trial)")
    #expect(sets(workshop) == [".gone", Workshop.run])
    #expect(!Files.existsAsLink("\(workshop.backups)/.lock"))
    let again = try await workshop.deploy(
      "  - copy: a\nbackups: { keep: 1 }", ["a": SourceFile(text: "two\n")], run: "trial_20260101_000002")
    #expect(again.isCommitted, "\(again)")
    #expect(sets(workshop) == ["trial_20260101_000002"])
  }

  @Test func aRemovalThatFailsTakesNothingFromTheRun() async throws {
    let workshop = try await Workshop(.dash)
    try make([.good("p_1"), .good("p_2")], in: workshop)
    try Files.write(
      "#!/bin/sh\ncase $* in *.gone*) echo no such luck >&2; exit 1 ;; esac\nexec /bin/mv \"$@\"\n",
      to: "\(workshop.folder)/bin/mv", mode: 0o755)
    let shell = "\(workshop.folder)/sh"
    try Files.write(
      "#!/bin/sh\nPATH=\(workshop.folder)/bin:$PATH\nexport PATH\nexec /bin/dash \"$@\"\n", to: shell, mode: 0o755)
    let trial = try await workshop.deploy("  - copy: a\nbackups: { keep: 1 }", texts: ["a": "one\n"], shell: shell)
    #expect(trial.isCommitted, "\(trial)")
    #expect(trial.events.contains(.notRemoved("no such luck")), "\(trial)")
    #expect(try workshop.read("a") == "one\n")
    #expect(sets(workshop).isSuperset(of: ["p_1", "p_2", Workshop.run]))
  }
}
