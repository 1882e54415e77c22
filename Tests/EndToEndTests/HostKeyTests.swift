import Deploy
import TestSupport
import Testing

struct HostKeyTests {
  @Test func aChangedHostKeyIsRefused() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let before = try await stage.server.footprint()
      let sshd = stage.server.sshd
      let other = try await Tool.makeKey(sshd.folder.path("other_key"))
      let words = other.split(separator: " ").prefix(2).joined(separator: " ")
      try sshd.folder.write("[127.0.0.1]:\(sshd.port) \(words)\n", to: "known_hosts")
      let ending = try await stage.deploy()
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("the host's key has changed"), "\(ending)")
      #expect(try await stage.server.footprint() == before)
    }
  }

  @Test func aNewHostThatCannotBeRememberedIsToldOf() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let sshd = stage.server.sshd
      // A file cannot hold another one.
      let place = "\(sshd.knownHosts)/none"
      let config = stage.server.clientConfig.replacing(sshd.knownHosts, with: place)
        .replacing("StrictHostKeyChecking yes", with: "StrictHostKeyChecking accept-new")
      try Files.write(config, to: stage.sshConfig)
      let ending = try await stage.run("check", "playbooks/site.yml")
      #expect(ending.code == .done, "\(ending)")
      #expect(
        ending.errors.contains("note: the key of target could not be remembered in \(place): Not a directory"),
        "\(ending)")
    }
  }

  @Test(arguments: ["yes", "ask"])
  func anUnknownHostIsRefusedWhereNobodyCanBeAsked(strict: String) async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let before = try await stage.server.footprint()
      try stage.server.sshd.folder.write("", to: "known_hosts")
      let config = stage.server.clientConfig
        .replacing("StrictHostKeyChecking yes", with: "StrictHostKeyChecking \(strict)")
      try Files.write(config, to: stage.sshConfig)
      let ending = try await stage.deploy()
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("the host is not known"), "\(ending)")
      #expect(try stage.server.sshd.folder.read("known_hosts").isEmpty)
      #expect(try await stage.server.footprint() == before)
    }
  }
}
