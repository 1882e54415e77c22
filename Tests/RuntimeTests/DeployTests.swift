import Deploy
import Plan
import TestSupport
import Testing
import Transaction

struct DeployTests {
  private let steps = """
      - copy: [src/a.py, src/b.py]
      - restart: { command: "cat src/a.py >ran" }
      - healthy: { cmd: "grep -q good src/a.py", within: 2s }
    """

  @Test(arguments: Shell.allCases)
  func aGoodFixIsCommitted(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try Files.write("old a\n", to: "\(workshop.root)/src/a.py", mode: 0o640)
    let trial = try await workshop.deploy(
      steps,
      [
        "src/a.py": SourceFile(bytes: Array("good a\n".utf8), isExecutable: false),
        "src/b.py": SourceFile(bytes: Array("new b\n".utf8), isExecutable: true),
      ])
    #expect(trial.isCommitted, "\(trial)")
    #expect(try Files.read("\(workshop.root)/src/a.py") == "good a\n")
    #expect(try Files.read("\(workshop.root)/ran") == "good a\n")
    #expect(try Files.read("\(workshop.backups)/trial_20260101_000000/files/src/a.py") == "old a\n")
    #expect(try Files.read("\(workshop.backups)/deployed/files/src/a.py") == "good a\n")
  }

  @Test(arguments: Shell.allCases)
  func anEditDuringTheRunIsSeenAlsoIfTheTimeIsSetBack(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try workshop.write("old a\n", to: "a")
    _ = try await Tool.run("/usr/bin/touch", ["-d", "2020-01-01", "\(workshop.root)/a"])
    let trial = try await workshop.deploy(
      """
        - run: touch -r a time && echo mine! >a && touch -r time a
        - copy: a
      """, texts: ["a": "new a\n"])
    #expect(trial.isReverted, "\(trial)")
    #expect(trial.failure == "changed on the server since the plan was made")
    #expect(try workshop.read("a") == "mine!\n")
  }

  @Test func howFarALargeTransferIsCanBeSeen() async throws {
    let workshop = try await Workshop(.dash)
    let large = (0..<200_000).map { "line \($0)\n" }.joined()
    let trial = try await workshop.deploy("  - copy: large", texts: ["large": large])
    #expect(trial.isCommitted, "\(trial)")
    let total = try #require(trial.sent.last).of
    #expect(total > large.utf8.count / 20)
    #expect(trial.sent.count > 2 && trial.sent.allSatisfy { $0.of == total })
    #expect(trial.sent.map(\.bytes) == trial.sent.map(\.bytes).sorted() && trial.sent.last?.bytes == total)
    let small = try await workshop.deploy(
      "  - copy: small", ["small": SourceFile(bytes: Array("small\n".utf8), isExecutable: false)],
      run: "small_20260101_000001")
    #expect(small.isCommitted && small.sent.isEmpty, "\(small)")
  }
}
