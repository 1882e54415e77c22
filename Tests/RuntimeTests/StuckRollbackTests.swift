import Deploy
import Plan
import TestSupport
import Testing
import Transaction

struct StuckRollbackTests {
  private static let texts = ["a": "new a\n", "d/b": "new b\n", "new/c": "new c\n"]
  private static let steps = """
      - copy: [a, d/b, new/c]
      - restart: { command: 'test ! -e ../broken || { rm -r d && echo stranger >d; exit 1; }' }
        undo: 'true'
    """

  @Test(arguments: Shell.allCases, [Workshop.run, "latest"])
  func aStuckRunIsUndoneByARollback(under shell: Shell, named wanted: String) async throws {
    let workshop = try await Workshop(shell)
    try workshop.write("old a\n", to: "a", mode: 0o640)
    try workshop.write("old b\n", to: "d/b")
    let before = try Tree(workshop.root, times: false)
    try workshop.write("", to: "../broken")
    // Something else has taken the place of a folder, so what was in it cannot be put back.
    let trial = try await workshop.deploy(Self.steps, texts: Self.texts)
    guard case .ended(.stuck, _) = trial.outcome else {
      Issue.record("\(trial)")
      return
    }
    Files.remove("\(workshop.root)/d")
    Files.remove("\(workshop.folder)/broken")
    try workshop.write("by hand\n", to: "d/b", mode: 0o600)
    let sources = Self.texts.mapValues(SourceFile.init(text:))
    let refused = try await workshop.deploy(Self.steps, sources, run: "next_20260101_000001")
    guard case .refused = refused.outcome else {
      Issue.record("a stuck run is passed over: \(refused)")
      return
    }

    let back = try await workshop.rollBack(to: wanted)
    #expect(back.isCommitted, "\(back)")
    #expect(try Tree(workshop.root, times: false) == before)
    #expect(try Files.read("\(workshop.backups)/rollback_20260101_000009/files/d/b") == "by hand\n")
    #expect(try Files.read("\(workshop.backups)/history").contains("\(Workshop.run) bad "))
    let next = try await workshop.deploy(Self.steps, sources, run: "next_20260101_000002")
    #expect(next.isCommitted, "a settled run must not stand in the way: \(next)")
  }
}
