import Connection
import Glibc
import Reactor
@testable import SSH
import TestSupport
import Testing

@Suite struct AgentTests {
  @Test func theRightOneOfSeveralKeysIsFound() async throws {
    try await withServerAndAgent { server, agent in
      try await agent.add("first")
      try await agent.add("second", type: "ecdsa")
      try server.folder.write(try await agent.add("third"), to: "authorized_keys")
      try server.configureAgent(agent, ["IdentitiesOnly no"])
      #expect(try await server.greet().hasSuffix("(ed25519)"))
    }
  }

  @Test(arguments: ["256", "384", "521"])
  func anECDSAKeyInTheAgentLogsIn(_ bits: String) async throws {
    try await withServerAndAgent { server, agent in
      let key = try await agent.add("key", type: "ecdsa", extra: ["-b", bits])
      try server.folder.write(key, to: "authorized_keys")
      try server.configureAgent(agent, ["IdentitiesOnly no"])
      #expect(try await server.greet().hasSuffix("(ecdsa)"))
    }
  }

  @Test func withIdentitiesOnlyTheAgentsOtherKeysStayUnused() async throws {
    try await withServerAndAgent { server, agent in
      try server.folder.write(try await agent.add("welcome"), to: "authorized_keys")
      try server.configureAgent(agent, ["IdentitiesOnly yes"])
      let failure = try await server.failure()
      #expect(!failure.message.contains("agent key"))
      try server.configureClient(["IdentityFile \(server.folder.path("welcome"))"])
      #expect(try await server.greet().hasSuffix("(ed25519)"))
    }
  }

  @Test func thePublicHalfIsEnoughToNameAKeyOfTheAgent() async throws {
    try await withServerAndAgent { server, agent in
      try server.folder.write(try await agent.add("key"), to: "authorized_keys")
      unlink(server.folder.path("key"))
      try server.configureAgent(agent, ["IdentitiesOnly yes", "IdentityFile \(server.folder.path("key"))"])
      #expect(try await server.greet().hasSuffix("(ed25519)"))
    }
  }

  @Test func theNamedOneOfManyKeysComesBeforeTheServerHasHadEnough() async throws {
    try await withLoopbackSSHD(["MaxAuthTries 2"]) { server in
      let agent = try await RunningAgent(in: server.folder)
      defer { agent.stop() }
      for number in 1...5 { try await agent.add("key\(number)") }
      try server.folder.write(try server.folder.read("key5.pub"), to: "authorized_keys")
      try server.configureAgent(agent, ["IdentitiesOnly no"])
      #expect(try await server.failure().hint?.contains("IdentitiesOnly") == true)
      try server.configureClient(["IdentityFile \(server.folder.path("key5"))"])
      #expect(try await server.greet().hasSuffix("(ed25519)"))
    }
  }

  @Test func aKeyTheAgentHasTriedIsNotTriedAgainFromItsFile() async throws {
    try await withServerAndAgent { server, agent in
      try await agent.add("key")
      try server.folder.write("", to: "authorized_keys")
      try server.configureAgent(agent, ["IdentityFile \(server.folder.path("key"))"])
      let failure = try await server.failure()
      #expect(
        failure.message == """
          cannot log in as \(server.user):
            agent key test (ed25519): the server does not accept it
            \(server.identity) (ed25519): the server does not accept it
          """)
    }
  }

  @Test func anAgentThatRefusesToSignIsNamed() async throws {
    try await withServerAndAgent { server, agent in
      try server.folder.write(try await agent.add("key", confirming: true), to: "authorized_keys")
      try server.configureAgent(agent, ["IdentitiesOnly no"])
      let failure = try await server.failure()
      #expect(failure.message.contains("agent key test (ed25519): the agent did not sign: the agent refused"))
    }
  }

  @Test func anAgentThatAsksItsUserHangsForNobody() async throws {
    try await withAskingAgent { socket, person in
      let agent = try Agent(socket)
      let key = try #require(try await agent.keys().first)
      async let signature = agent.sign([1, 2, 3], with: key)
      try await person.isAsked()
      let other = try Agent(socket, patience: .milliseconds(500))
      async let keys = other.keys()
      // Longer than an agent that hangs is waited for.
      _ = try await Reactor.shared.wait(for: nil, until: .now + .seconds(2))
      try person.agree()
      #expect(try await keys == [key])
      #expect(try await !signature.isEmpty)
    }
  }

  @Test func anAgentThatHangsIsGivenUp() async throws {
    try await withAskingAgent { socket, person in
      // Somebody else's question, of which nobody here knows how long it takes.
      async let other = Tool.run("/usr/bin/env", ["SSH_AUTH_SOCK=\(socket)", "ssh-add", "-q", "-T", person.publicKey])
      try await person.isAsked()
      let agent = try Agent(socket, patience: .milliseconds(50))
      let failure = await #expect(throws: Agent.Failure.self) { try await agent.keys() }
      #expect(failure?.reason == "the agent did not answer in time")
      // What it says later is no answer to the next question.
      #expect(agent.isOutOfStep)
      try person.agree()
      _ = try await other
    }
  }

  @Test func anAgentThatIsNotThereIsNoObstacle() async throws {
    try await withLoopbackSSHD { server in
      try server.configureClient(["IdentityAgent \(server.folder.path("nobody"))"])
      #expect(try await server.greet().hasSuffix("(ed25519)"))
    }
  }

  /// The agent's user, who takes a while.
  private struct Confirming {
    let folder: ScratchFolder

    var publicKey: String { folder.path("key.pub") }
    func isAsked() async throws {
      try await eventually("the agent asks its user") { Files.exists(folder.path("asked")) }
    }
    func agree() throws { try folder.write("", to: "agreed") }
  }

  private func withAskingAgent(_ body: (String, Confirming) async throws -> Void) async throws {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    try folder.write(
      """
      #!/bin/sh
      : >'\(folder.path("asked"))'
      until test -e '\(folder.path("agreed"))' || ! test -e "$0"; do sleep 0.05; done

      """, to: "askpass", mode: 0o700)
    let agent = try await RunningAgent(in: folder, asking: folder.path("askpass"))
    defer { agent.stop() }
    try await agent.add("key", confirming: true)
    try await body(agent.socket, Confirming(folder: folder))
  }

  private func withServerAndAgent(_ body: (LoopbackSSHD, RunningAgent) async throws -> Void) async throws {
    try await withLoopbackSSHD { server in
      let agent = try await RunningAgent(in: server.folder)
      defer { agent.stop() }
      try await body(server, agent)
    }
  }
}

extension LoopbackSSHD {
  fileprivate func configureAgent(_ agent: RunningAgent, _ lines: [String]) throws {
    try configureClient(["IdentityAgent \(agent.socket)"] + lines)
  }
}
