import Connection
import Reactor
import SSH
import TestSupport
import Testing

/// A server ends a log-in that takes long (`LoginGraceTime`), and people think.
@Suite struct SlowAnswerTests {
  @Test(arguments: ["secret", "hostKey"])
  func whoAnswersLateIsLoggedInAllTheSame(_ question: String) async throws {
    try await withLoopbackSSHD(["LoginGraceTime 20", "LogLevel DEBUG"]) { server in
      let path = server.folder.path("key")
      let publicKey = try await Tool.makeKey(path, passphrase: question == "secret" ? "open sesame" : "")
      try server.folder.write(publicKey, to: "authorized_keys")
      try server.configureClient(["IdentityFile \(path)", "StrictHostKeyChecking ask"])
      if question == "hostKey" { try server.folder.write("", to: "known_hosts") }
      let log = server.folder.path("log")
      var prompts = SSHPrompts()
      prompts.secret = { _ in
        await Self.outwait(log)
        return "open sesame"
      }
      prompts.hostKey = { _ in
        await Self.outwait(log)
        return true
      }
      _ = try await server.greet(prompts.remembering())
      #expect(try Self.sessions(in: log).last.map { "\($0)" } != Files.read("\(log).ended"))
    }
  }

  @Test func whoConfirmsToTheAgentLateIsLoggedInAllTheSame() async throws {
    try await withLoopbackSSHD(["LoginGraceTime 20", "LogLevel DEBUG"]) { server in
      // Its user thinks until the server has hung up on the first log-in.
      let askpass = #"""
        #!/bin/sh
        mkdir "$0.asked" 2>/dev/null || exit 0
        child=$(sed -n 's/.*Forked child \([0-9]*\).*/\1/p' "${0%/*}/log" | tail -n 1)
        test -n "$child" || exit 1
        while test -d "/proc/$child"; do sleep 0.1; done
        """#
      try server.folder.write(askpass, to: "askpass", mode: 0o700)
      let agent = try await RunningAgent(in: server.folder, asking: server.folder.path("askpass"))
      defer { agent.stop() }
      try server.folder.write(try await agent.add("key", confirming: true), to: "authorized_keys")
      try server.configureClient(["IdentityAgent \(agent.socket)", "IdentitiesOnly no", "IdentityFile none"])
      let log = server.folder.path("log")
      let before = try Self.sessions(in: log).count
      #expect(try await server.greet().hasSuffix("(ed25519)"))
      #expect(try Self.sessions(in: log).count == before + 2)
    }
  }

  /// The processes of the server that talked to somebody, in their order.
  private static func sessions(in log: String) throws -> [Int32] {
    try Files.read(log).split(whereSeparator: \.isNewline).compactMap { line in
      line.split(separator: "Forked child ").dropFirst().first.flatMap { Int32($0.prefix { $0.isNumber }) }
    }
  }

  /// Thinks until the server has hung up on the latest of them, and keeps which that was.
  private static func outwait(_ log: String) async {
    do {
      let latest = try #require(try sessions(in: log).last)
      let deadline = ContinuousClock.now + .seconds(60)
      while Files.exists("/proc/\(latest)"), .now < deadline {
        _ = try await Reactor.shared.wait(for: nil, until: .now + .milliseconds(50))
      }
      try Files.write("\(latest)", to: "\(log).ended")
    } catch {
      Issue.record("\(error)")
    }
  }
}
