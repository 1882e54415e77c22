import Deploy
import Glibc
import TestSupport
import Testing

/// Gates of the controller, for which the target waits.
struct DistantGateTests {
  @Test func aTargetThatHearsNoMoreOfTheControllerReverts() async throws {
    let silent = try LoopbackSocket.listen()
    try await Stage.with("target") { stage in
      try stage.write("new\n", to: "a.txt")
      try stage.server.write("old\n", to: "a.txt")
      let before = try stage.server.tree()
      let url = "http://127.0.0.1:\(try silent.port)/"
      let gate = "  - healthy: { http: '\(url)', from: controller, within: 2s }"
      try stage.playbook(steps: "  - copy: a.txt\n\(gate)")
      let command = try stage.start(["deploy", "playbooks/site.yml", "--yes", "--patience", "1s"])
      let caller = try await silent.accept()
      #expect(try stage.server.read("a.txt") == "new\n")
      command.send(SIGKILL)
      _ = try await command.ending()
      withExtendedLifetime(caller) {}
      try await eventually("a verdict") { try stage.server.verdict() != nil }
      #expect(try stage.server.verdict() == "reverted")
      #expect(try stage.server.tree() == before)
    }
  }

  @Test func aGateThatFailsIsToldAndEverythingIsPutBack() async throws {
    try await Stage.with("one", "two") { stage in
      try stage.write("new\n", to: "a.txt")
      for server in stage.servers { try server.write("old\n", to: "a.txt") }
      let before = try stage.servers.map { try $0.tree() }
      // Nobody listens on this port of a loopback address that no other test uses.
      let gate = "  - healthy: { http: 'http://127.255.255.254:9/', from: controller, within: 1s }"
      try stage.playbook(hosts: "[one, two]", steps: "  - copy: a.txt\n\(gate)")
      let ending = try await stage.deploy()
      #expect(ending.code == .reverted, "\(ending)")
      #expect(ending.output.contains("healthy http://127.255.255.254:9/ from here failed"), "\(ending)")
      #expect(ending.output.contains("(playbooks/site.yml:6): not healthy within 1 s: no answer"), "\(ending)")
      for (server, before) in zip(stage.servers, before) {
        #expect(try server.verdict() == "reverted")
        #expect(try server.tree() == before)
      }
    }
  }
}
