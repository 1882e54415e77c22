import Deploy
import Glibc
import Plan
import TestSupport
import Testing
import Transaction

struct RevertTests {
  private let copies = "  - copy: [a, d/b, new/deep/c]\n"
  private let sources = ["a": "new a\n", "d/b": "new b\n", "new/deep/c": "new c\n"]

  private func workshop(_ shell: Shell) async throws -> Workshop {
    let workshop = try await Workshop(shell)
    try workshop.write("old a\n", to: "a", mode: 0o4755)
    try workshop.write("old b\n", to: "d/b", mode: 0o000)
    try workshop.write("untouched\n", to: "d/u", mode: 0o640)
    chown("\(workshop.root)/d/b", 1234, 4321)
    chown("\(workshop.root)/d", 77, 78)
    var past = [timeval(tv_sec: 1_000_000_000, tv_usec: 123_456), timeval(tv_sec: 1_000_000_000, tv_usec: 123_456)]
    for file in ["a", "d/b", "d/u"] { utimes("\(workshop.root)/\(file)", &past) }
    return workshop
  }

  private static let failures: [(String, String)] = [
    ("  - restart: { command: 'exit 3' }\n    undo: 'true'", "command: exit 3"),
    ("  - restart: { command: ': >started', status: 'test ! -e started' }\n    undo: rm started", "status: exit 1"),
    ("  - restart: { command: 'kill -9 $$' }\n    undo: 'true'", "command: exit 137"),
    ("  - healthy: { cmd: 'grep -q old a', within: 1s }", "not healthy within 1 s: exit 1"),
    ("  - healthy: { tcp: 1, within: 1s }", "not healthy within 1 s: connection refused or unreachable"),
    ("  - restart: { command: '/nowhere/at/all' }\n    undo: 'true'", "command: is not there (exit 127)"),
  ]

  @Test(arguments: Shell.allCases, failures)
  func whateverFailsEverythingIsAsBefore(under shell: Shell, _ failing: (step: String, reason: String)) async throws {
    let workshop = try await workshop(shell)
    let before = try Tree(workshop.root)
    let trial = try await workshop.deploy(copies + failing.step, texts: sources)
    #expect(trial.isReverted, "\(trial)")
    #expect(trial.failure?.hasPrefix(failing.reason) == true, "\(trial.failure ?? "-")")
    #expect(try Tree(workshop.root) == before)
    #expect(!Files.exists("\(workshop.backups)/.lock"))

    let again = try await workshop.deploy(
      copies, sources.mapValues(SourceFile.init(text:)), run: "again_20260101_000001")
    #expect(again.isCommitted, "a reverted run must not stand in the way of the next: \(again)")
  }

  @Test(arguments: Shell.allCases)
  func howThingsStoodIsKept(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    let failing = "  - restart: { command: 'exit 3' }\n    undo: 'true'"
    let trial = try await workshop.deploy(copies + failing, texts: sources)
    #expect(trial.isReverted, "\(trial)")
    let set = workshop.set
    let difference = try Files.read("\(set)/evidence/diff")
    #expect(difference.contains("-old a\n+new a\n"), "\(difference)")
    #expect(difference.contains("--- /dev/null") && difference.contains("+new c\n"), "\(difference)")
    #expect(try Files.read("\(set)/evidence/machine").contains("MemAvailable"))
    let seen = trial.events.compactMap { if case .seen(_, let words) = $0 { words } else { nil } }
    #expect(seen.count == 1 && seen[0].contains("% full, ") && seen[0].contains(" MB of memory free"), "\(seen)")
  }

  @Test(arguments: Shell.allCases)
  func aRemovedFileIsBack(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    let before = try Tree(workshop.root)
    var work = Work(workshop)
    try work.add(Array("a".utf8), nil)
    try work.add(Array("d/b".utf8), nil)
    work.putAll()
    work.steps.append([Work.restart("test ! -e a && test ! -e d/b && exit 9", undo: "test -e a")])
    let ending = try await work.carryOut()
    #expect(ending.state == .reverted)
    #expect(ending.events.contains(.failed(step: 2, "command: exit 9")), "\(ending)")
    #expect(try Tree(workshop.root) == before)
  }

  @Test(arguments: Shell.allCases)
  func aFailedValidationLeavesNothingBehind(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    let before = try Tree(workshop.root)
    let trial = try await workshop.deploy(
      "  - copy: { from: a, validate: 'grep good {}' }", texts: ["a": "bad\n"])
    guard case .refused(let objections) = trial.outcome else {
      Issue.record("\(trial)")
      return
    }
    #expect(objections.map(\.message) == ["validate failed (exit 1)"])
    #expect(try Tree(workshop.root) == before)
    #expect(Files.names(in: Array(workshop.backups.utf8)) == [])
  }

  @Test(arguments: Shell.allCases)
  func aFileThatChangedSinceThePlanStopsThePreparation(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    var work = Work(workshop)
    try work.add(Array("a".utf8), Array("new".utf8))
    work.putAll()
    try workshop.write("edited\n", to: "a", mode: 0o4755)
    let ending = try await work.carryOut()
    #expect(ending.refusals == ["changed on the server since the plan was made"])
    #expect(try workshop.read("a") == "edited\n")
    #expect(Files.names(in: Array(workshop.backups.utf8)) == [])
  }

  @Test(arguments: Shell.allCases, [true, false])
  func anEditAfterThePreparationSurvives(under shell: Shell, inPlace: Bool) async throws {
    let workshop = try await workshop(shell)
    var work = Work(workshop)
    try work.add(Array("a".utf8), Array("new".utf8))
    try work.add(Array("d/b".utf8), Array("new".utf8))
    work.putAll()
    let ending = try await work.carryOut {
      if !inPlace { unlink("\(workshop.root)/d/b") }
      try workshop.write("edited\n", to: "d/b", mode: 0)
    }
    #expect(ending.state == .reverted, "\(ending)")
    #expect(ending.events.contains(.drifted(step: 1, entry: 2)))
    #expect(try workshop.read("d/b") == "edited\n")
    #expect(try workshop.read("a") == "old a\n")
  }

  @Test(arguments: Shell.allCases)
  func aForeignEditAfterTheInstallationIsKeptAside(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    let before = try Tree(workshop.root)
    let trial = try await workshop.deploy(
      copies + "  - restart: { command: 'echo mine >a; exit 1' }\n    undo: 'true'", texts: sources)
    #expect(trial.isReverted, "\(trial)")
    #expect(trial.events.contains(.setAside(entry: 1)), "\(trial.events)")
    #expect(try Files.read("\(workshop.set)/aside/1") == "mine\n")
    #expect(try Tree(workshop.root) == before)
  }

  @Test(arguments: Shell.allCases)
  func aNewFolderWithAStrangersFileIsKept(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    let trial = try await workshop.deploy(
      copies + "  - restart: { command: 'echo mine >new/deep/mine; exit 1' }\n    undo: 'true'", texts: sources)
    #expect(trial.isReverted, "\(trial)")
    #expect(trial.events.contains { if case .kept = $0 { true } else { false } })
    #expect(try workshop.read("new/deep/mine") == "mine\n")
    #expect(!Files.exists("\(workshop.root)/new/deep/c"))
    #expect(try workshop.read("a") == "old a\n")
  }

  @Test(arguments: Shell.allCases)
  func aNewFolderHasItsModeUnderASetGroupParent(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    chmod(workshop.root, 0o2755)
    let trial = try await workshop.deploy("  - copy: new/deep/c", texts: ["new/deep/c": "c\n"])
    #expect(trial.isCommitted, "\(trial)")
    var status = stat()
    stat("\(workshop.root)/new/deep", &status)
    #expect(status.st_mode & 0o7777 == 0o755)
  }
}

extension SourceFile {
  init(text: String) { self.init(bytes: Array(text.utf8), isExecutable: false) }
}
