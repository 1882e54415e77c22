import Deploy
import Glibc
import TestSupport
import Testing

/// `hosts: localhost`: this machine, with no sshd on the way.
struct ThisMachineTests {
  @Test func deployCheckBackupsAndRollbackWorkWithoutAServer() async throws {
    try await Stage.with { stage in
      let before = try Self.settle(stage)
      let check = try await Self.run(stage, "check", "playbooks/site.yml", "--exit-code")
      #expect(check.code == .pending, "\(check)")
      #expect(check.output.contains("(this machine)\n"), "\(check)")
      #expect(try Tree(Self.root(stage)) == before)

      let ending = try await Self.run(stage, "deploy", "playbooks/site.yml", "--yes")
      #expect(ending.code == .done, "\(ending)")
      #expect(try Files.read("\(Self.root(stage))/a.txt") == "new\n")
      let run = try #require(ending.run)

      let sets = try await Self.run(stage, "backups", "localhost")
      #expect(sets.output.contains("  \(run) "), "\(sets)")
      let seen = try await Self.run(stage, "attach", "localhost", "latest")
      #expect(seen.output.hasPrefix("localhost: committed \(run)\n"), "\(seen)")

      let back = try await Self.run(stage, "rollback", "localhost", "latest", "--yes")
      #expect(back.code == .done, "\(back)")
      #expect(try Tree(Self.root(stage)) == before)
    }
  }

  @Test func aSignalToTheWholeGroupPutsTheFileBack() async throws {
    try await Stage.with { stage in
      let before = try Self.settle(
        stage, gate: "\n  - healthy: { cmd: \"test -e ../gate\", within: 100s, every: 100ms }")
      let command = try Self.start(stage, ["deploy", "playbooks/site.yml", "--yes"])
      try await eventually("the new file") { try Files.read("\(Self.root(stage))/a.txt") == "new\n" }
      command.sendToGroup(SIGINT)
      try await eventually("the old file") { try Files.read("\(Self.root(stage))/a.txt") == "old\n" }
      let ending = try await command.ending()
      #expect(ending.code == .interrupted, "\(ending)")
      #expect(try Tree(Self.root(stage)) == before)
    }
  }

  @Test func withAUserItIsAnSSHServerAsBefore() async throws {
    let port = try FreePort.find()
    try await Stage.with { stage in
      _ = try Self.settle(stage, host: "root@localhost:\(port)")
      let ending = try await Self.run(stage, "check", "playbooks/site.yml")
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("nothing listens on port \(port)"), "\(ending)")
    }
  }

  @Test func noOtherHostIsTakenForThisMachine() async throws {
    try await Stage.with { stage in
      let before = try Self.settle(stage, host: "lms.example.com")
      let ending = try await Self.run(stage, "deploy", "playbooks/site.yml", "--yes", "--transport", "local")
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("--transport local reaches this machine only"), "\(ending)")
      #expect(try Tree(Self.root(stage)) == before)
    }
  }

  private static func root(_ stage: Stage) -> String { "\(stage.folder)/root" }

  private static func settle(_ stage: Stage, host: String = "localhost", gate: String = "") throws -> Tree {
    try Files.write("old\n", to: "\(root(stage))/a.txt")
    try stage.write("new\n", to: "a.txt")
    try stage.write(
      "playbook: site\nhosts: \"\(host)\"\nroot: \(root(stage))\nsteps:\n  - copy: a.txt\(gate)\n",
      to: "playbooks/site.yml")
    return try Tree(root(stage))
  }

  private static func run(_ stage: Stage, _ words: String...) async throws -> Ending {
    try await start(stage, words).ending()
  }

  /// The registry of this machine's own roots is none of the tests' business.
  private static func start(_ stage: Stage, _ words: [String]) throws -> RunningCommand {
    try Files.makeFolder("\(stage.folder)/state")
    let state = "\(Server.stateVariable)=\(stage.folder)/state"
    return try RunningCommand(
      ["/usr/bin/env", state, Deployctl.path] + words + ["-F", stage.sshConfig], in: stage.project)
  }
}
