import Deploy
import TestSupport
import Testing

/// Whole runs over a jump host that the ssh config names.
struct JumpHostTests {
  @Test func aDeployAndItsRollbackGoOverAJumpHost() async throws {
    try await Stage.with("target", "bastion") { stage in
      try stage.settle()
      let before = try stage.server.tree()
      try Self.jump(in: stage)
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.output.contains(" through libssh2 (ed25519), by way of bastion)\n"), "\(ending)")
      let back = try await stage.run("rollback", "target", "latest", "--yes")
      #expect(back.code == .done, "\(back)")
      #expect(try stage.server.tree() == before)
    }
  }

  @Test func aJumpHostThatIsGoneIsNamed() async throws {
    try await Stage.with("target", "bastion") { stage in
      try stage.settle()
      try Self.jump(in: stage)
      await stage.servers[1].stop()
      let ending = try await stage.run("check", "playbooks/site.yml")
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("jump host bastion: nothing listens on port"), "\(ending)")
    }
  }

  private static func jump(in stage: Stage) throws {
    let config = try Files.read(stage.sshConfig)
    try Files.write(config.replacing("Host target\n", with: "Host target\nProxyJump bastion\n"), to: stage.sshConfig)
  }
}
