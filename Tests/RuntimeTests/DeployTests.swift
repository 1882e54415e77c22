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
}
