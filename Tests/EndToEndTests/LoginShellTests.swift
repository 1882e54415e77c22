import Deploy
import TestSupport
import Testing

/// Accounts that have something to say before the command, or instead of it.
struct LoginShellTests {
  /// The shell of an account cannot be changed here, so sshd has every command go through one.
  private static func shell(_ line: String) -> String { "ForceCommand \(line) -c \"$SSH_ORIGINAL_COMMAND\"" }

  @Test(arguments: [
    "/bin/sh", "/bin/bash", "/bin/rbash", "/bin/busybox ash", "/bin/mksh", "/usr/bin/zsh", "/usr/bin/fish",
    "/usr/bin/tcsh", "echo welcome to the host; exec /bin/bash",
  ])
  func anyShellCarriesADeployAndItsRollback(_ line: String) async throws {
    try await Stage.with("target", sshd: [Self.shell(line)]) { stage in
      try stage.settle()
      let before = try stage.server.tree()
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      #expect(try stage.server.read("src/a.txt") == "a of new\n")
      let back = try await stage.run("rollback", "target", "latest", "--yes")
      #expect(back.code == .done, "\(back)")
      #expect(try stage.server.tree() == before)
    }
  }

  @Test(arguments: ["auto", "openssh"])
  func anAccountThatRunsNoCommandsSaysSo(_ transport: String) async throws {
    try await Stage.with("target", sshd: ["ForceCommand echo only backups are made here"]) { stage in
      try stage.settle()
      let ending = try await stage.run("check", "playbooks/site.yml", "--transport", transport)
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(
        ending.output.contains("a forced command answered instead of the shell: only backups are made here"),
        "\(ending)")
      #expect(ending.output.contains("hint: this key ('command=' in authorized_keys) or account (ForceCommand"))
    }
  }

  @Test func aShellThatRefusesToBeOneIsNoForcedCommand() async throws {
    try await Stage.with("target", sshd: ["ForceCommand echo this account is not available; exit 1"]) { stage in
      try stage.settle()
      let ending = try await stage.run("check", "playbooks/site.yml")
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("the session ended (exit status 1): this account is not available"), "\(ending)")
      #expect(ending.output.contains("the account does not run commands: is its login shell one such as nologin"))
    }
  }

  @Test func anAccountWithoutRoomForItsLogInSaysSo() async throws {
    try await Stage.with("target", sshd: ["ForceCommand exec cp /etc/hosts /dev/full"]) { stage in
      try stage.settle()
      let ending = try await stage.run("check", "playbooks/site.yml")
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("No space left on device"), "\(ending)")
      #expect(ending.output.contains("a filesystem there is full, or the account has used up its quota"), "\(ending)")
    }
  }

  @Test func aRestrictedShellWithoutShSaysSo() async throws {
    try await Stage.with("target", sshd: ["ForceCommand PATH=/nowhere exec /bin/rbash -c \"$SSH_ORIGINAL_COMMAND\""]) {
      stage in
      try stage.settle()
      let ending = try await stage.run("check", "playbooks/site.yml")
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("the login shell is restricted and finds no 'sh'"), "\(ending)")
    }
  }
}
