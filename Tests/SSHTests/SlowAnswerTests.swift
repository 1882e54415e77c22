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
