import Deploy
import Glibc
import TestSupport
import Testing

struct RecoverTests {
  @Test func aRunThatDiedIsTakenBackByOneCommand() async throws {
    try await Self.afterADeath { stage, before in
      let refused = try await stage.run("deploy", "playbooks/site.yml", "--yes")
      #expect(refused.code == .notChanged, "\(refused)")
      #expect(refused.output.contains("deployctl recover target:\(stage.server.root)"), "\(refused)")

      let unasked = try await stage.run("recover", "target")
      #expect(unasked.code == .usage, "\(unasked)")
      #expect(try stage.server.read("src/a.txt") == "a of new\n")

      let recovered = try await stage.run("recover", "target", "--yes")
      #expect(recovered.code == .done, "\(recovered)")
      #expect(recovered.output.contains("reverted"), "\(recovered)")
      #expect(try stage.server.tree() == before)
      #expect(try stage.server.verdict() == "reverted")

      let again = try await stage.run("recover", "target", "--yes")
      #expect(again.code == .done && again.output.contains("nothing to recover"), "\(again)")
      #expect(try await stage.run("deploy", "playbooks/site.yml", "--yes").code == .done)
    }
  }

  @Test func aRunThatNobodyWorksAtIsTakenBackByTheProgramThatBeganIt() async throws {
    try await Stage.whileTheGateHolds { stage, before, command in
      Remains.killRuns(startedFor: stage.folder)
      let ending = try await command.ending()
      #expect(ending.code == .reverted, "\(ending)")
      #expect(try stage.server.verdict() == "reverted")
      #expect(try stage.server.tree() == before)
    }
  }

  @Test func theNextDeployRecoversFirstWhenToldTo() async throws {
    try await Self.afterADeath { stage, _ in
      let dead = stage.server.sets[0]
      let ending = try await stage.run("deploy", "playbooks/site.yml", "--yes", "--recover")
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.errors.contains("target: recovered \(dead)\n  \(dead): reverted\n"), "\(ending)")
      // Planned anew after the recovery: the old files were back by then.
      #expect(ending.output.contains("+a of new"), "\(ending)")
      #expect(try await stage.sets().map { $0[1] }.sorted() == ["good", "reverted"])
      #expect(try stage.server.read("src/a.txt") == "a of new\n")
    }
  }

  @Test(arguments: ["y", "n"])
  func onATerminalTheNextDeployAsks(answering answer: String) async throws {
    try await Self.afterADeath { stage, _ in
      let dead = stage.server.sets[0]
      let command = [Deployctl.path, "deploy", "playbooks/site.yml", "-F", stage.sshConfig]
      let ending = try await RunningCommand(Typist.words(answering: answer, command), in: stage.project).ending()
      #expect(
        ending.output.contains("first finish or take back \(dead) (activating), which died at target? [y/N]"),
        "\(ending)")
      #expect(ending.code == (answer == "y" ? .done : .notChanged), "\(ending)")
      #expect(try stage.server.journal(dead).contains { $0.hasSuffix("reverted") } == (answer == "y"))
    }
  }

  @Test func aRollbackRecoversFirst() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let before = try stage.server.tree()
      let good = try await stage.release(["src/a.txt": "a of two\n"], as: "zero")
      try await Self.die(stage)
      let refused = try await stage.run("rollback", "target", "latest")
      #expect(refused.code == .notChanged, "\(refused)")
      #expect(refused.output.contains("is unfinished"), "\(refused)")
      let ending = try await stage.run("rollback", "target", good, "--yes")
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.errors.contains("recovered site_"), "\(ending)")
      #expect(try stage.server.tree() == before)
    }
  }

  @Test func twoDeadRunsAreRecoveredAtOnce() async throws {
    try await Self.afterADeath { stage, _ in
      let dead = stage.server.sets[0]
      let twin = "site_20200101_000000"
      let backups = "\(stage.server.root)/backups"
      try await Tool.run("/bin/cp", ["-a", "\(backups)/\(dead)", "\(backups)/\(twin)"])
      let ending = try await stage.run("recover", "target", "--yes")
      #expect(ending.code == .done, "\(ending)")
      #expect(try await stage.sets().map { $0[1] } == ["reverted", "reverted"], "\(ending)")
    }
  }

  /// A deploy whose worker and guardian were killed at its last gate, with the files in place; the gate is open now.
  private static func afterADeath(_ body: (Stage, Tree) async throws -> Void) async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let before = try stage.server.tree()
      try await die(stage)
      try await body(stage, before)
    }
  }

  private static func die(_ stage: Stage) async throws {
    try stage.write("a of new\n", to: "src/a.txt")
    try stage.holdPlaybook()
    let command = try stage.start(["deploy", "playbooks/site.yml", "--yes"])
    try await eventually("the gate") { try stage.server.isAt(step: 3) }
    // The program first: it would take the run back by itself.
    command.send(SIGKILL)
    _ = try await command.ending()
    Remains.killRuns(startedFor: stage.folder)
    try #require(try stage.server.read("src/a.txt") == "a of new\n")
    try stage.server.openGate()
  }
}
