import Deploy
import TestSupport
import Testing

/// Secrets that commands need: while they run, when they are taken back, and when the host has lost them.
struct SecretEnvironmentTests {
  private static let variables = ["APP_TOKEN": "tok'en of \"state\""]

  private static func write(_ stage: Stage, gate: String = "test -e ../gate") throws {
    try stage.settle()
    try stage.write(
      """
      playbook: site
      hosts: target
      root: \(stage.server.root)
      secrets: { token: { env: APP_TOKEN } }
      steps:
        - copy: src/a.txt
        - restart: { command: 'echo "begun with $TOKEN"; printf %s "$TOKEN" | wc -c >>../uses' }
          undo: 'echo "undone with $TOKEN"; printf %s "$TOKEN" | wc -c >>../undos'
          secret_env: { TOKEN: token }
        - healthy: { cmd: "\(gate)", within: 100s, every: 100ms }

      """, to: "playbooks/site.yml")
  }

  private static func folder(_ stage: Stage) throws -> String {
    let set = try #require(stage.server.sets.first)
    let path = try Files.read("\(stage.server.backups)/\(set)/control/secrets")
    return String(path.prefix { $0 != "\n" })
  }

  @Test func whatTheHostLostTheUndoWaitsForAndRecoverSupplies() async throws {
    try await Stage.with("target") { stage in
      try Self.write(stage)
      let command = try stage.start(["deploy", "playbooks/site.yml", "--yes"], Self.variables)
      try await eventually("the gate") { try stage.server.isAt(step: 3) }
      let folder = try Self.folder(stage)
      #expect(try await Tool.run("/usr/bin/stat", ["-c", "%a", folder, "\(folder)/values"]) == "700\n600\n")
      // As a power cut would: nobody works there any more, and what was in memory is gone.
      command.send(9)
      _ = try await command.ending()
      Remains.killRuns(startedFor: stage.folder)
      Files.remove(folder)
      try stage.server.openGate()

      let without = try await stage.run("recover", "target:\(stage.server.root)", "--yes")
      #expect(without.code == .needsPerson, "\(without)")
      #expect(try stage.server.verdict() == "stuck")
      let set = try #require(stage.server.sets.first)
      #expect(
        try Files.read("\(stage.server.backups)/\(set)/events")
          .contains("needs the secret 'token', which is not here any more: deployctl recover PLAYBOOK supplies it"))
      #expect(!Files.exists("\(stage.server.folder)/undos"))

      let with = try await stage.start(["recover", "playbooks/site.yml", "--yes"], Self.variables).ending()
      #expect(with.code == .done, "\(with)")
      #expect(try stage.server.verdict() == "reverted")
      #expect(try stage.server.read("src/a.txt") == "a of old\n")
      #expect(try Files.read("\(stage.server.folder)/undos") == "\(Self.variables["APP_TOKEN"]?.utf8.count ?? 0)\n")
      #expect(!Files.exists(try Self.folder(stage)))
      let sentinel = Sentinel(secrets: Array(Self.variables.values))
      #expect(sentinel.found(in: without.everything + with.everything) == [])
      #expect(try sentinel.found(below: stage.server.folder, except: []) == [])
    }
  }

  @Test func aHostThatBootsInTheMiddleGetsItsSecretsOnceMore() async throws {
    try await Stage.with("target") { stage in
      try Self.write(stage)
      let command = try stage.start(["deploy", "playbooks/site.yml", "--yes"], Self.variables)
      try await eventually("the gate") { try stage.server.isAt(step: 3) }
      // All that a boot takes away; the program that deploys lives on, and comes back.
      Files.remove(try Self.folder(stage))
      Remains.killRuns(startedFor: stage.folder)

      let ending = try await command.ending()
      #expect(ending.code == .reverted, "\(ending)")
      #expect(try stage.server.verdict() == "reverted")
      #expect(try stage.server.read("src/a.txt") == "a of old\n")
      #expect(try Files.read("\(stage.server.folder)/undos") == "\(Self.variables["APP_TOKEN"]?.utf8.count ?? 0)\n")
      #expect(!Files.exists(try Self.folder(stage)))
    }
  }

  @Test func aRollbackThatRepeatsACommandNeedsThePlaybook() async throws {
    try await Stage.with("target") { stage in
      try Self.write(stage, gate: "true")
      let first = try await stage.start(["deploy", "playbooks/site.yml", "--yes"], Self.variables).ending()
      try #require(first.code == .done, "\(first)")
      let refused = try await stage.run("rollback", "target:\(stage.server.root)", "latest", "--yes")
      #expect(refused.code == .notChanged, "\(refused)")
      #expect(refused.output.contains("a command that is repeated needs the secret 'token'"), "\(refused)")
      let rollback = try await stage.start(
        ["rollback", "playbooks/site.yml", "latest", "--yes"], Self.variables
      ).ending()
      #expect(rollback.code == .done, "\(rollback)")
      #expect(try Files.read("\(stage.server.folder)/uses").split(separator: "\n").count == 2)
      #expect(try stage.server.read("src/a.txt") == "a of old\n")
      let sentinel = Sentinel(secrets: Array(Self.variables.values))
      #expect(sentinel.found(in: first.everything + rollback.everything) == [])
      #expect(try sentinel.found(below: stage.server.folder, except: []) == [])
    }
  }
}
