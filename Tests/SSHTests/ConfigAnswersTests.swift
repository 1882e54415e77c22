import Connection
import Reactor
import Synchronization
import TestSupport
import Testing

@testable import SSH

@Suite struct ConfigAnswersTests {
  private let scratch: ScratchFolder
  private let answers = ConfigAnswers()
  private let asked = Asked()

  init() throws {
    scratch = try ScratchFolder()
  }

  /// The hosts of which ssh was asked.
  private final class Asked: Sendable {
    private let names = Mutex<[String]>([])

    var hosts: [String] { names.withLock { $0.sorted() } }

    func note(_ host: String) { names.withLock { $0.append(host) } }
  }

  private func source() -> ConfigAnswers.Source {
    ConfigAnswers.Source(client: "/usr/bin/ssh", configFile: scratch.path("config"))
  }

  private func find(_ host: String) async throws -> SSHConfiguration {
    try await find(SSHDestination(host: host))
  }

  private func find(_ destination: SSHDestination) async throws -> SSHConfiguration {
    let ask: ConfigAnswers.Question = { () async throws(ConnectionError) in
      asked.note(destination.host)
      return try await alone(destination)
    }
    return try await answers.configuration(of: destination, from: source(), ask: ask)
  }

  private func alone(_ destination: SSHDestination) async throws(ConnectionError) -> SSHConfiguration {
    try await SSHConfiguration.resolve(destination, configFile: scratch.path("config"))
  }

  private func settle(_ hosts: [String]) async throws -> [String: SSHConfiguration] {
    try await withThrowingTaskGroup { group in
      for host in hosts { group.addTask { try await (host, find(host)) } }
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
  }

  @Test func sshIsAskedOnceForHostsThatAreToldTheSame() async throws {
    defer { scratch.remove() }
    let hosts = (1...20).map { "h\($0)" }
    let blocks = hosts.map { "Host \($0)\nHostName \($0).example.com\n" }.joined()
    try scratch.write(blocks + "Host h7\nCompression yes\nHost *\nUser deploy\nPort 2222\n", to: "config")
    let found = try await settle(hosts)
    #expect(asked.hosts.count == 2)
    #expect(asked.hosts.contains("h7"))
    for host in hosts {
      #expect(found[host]?.hostName == "\(host).example.com")
      #expect(found[host]?.alias == host)
      #expect(try await found[host] == alone(SSHDestination(host: host)))
    }
  }

  @Test func oneHostAloneIsAskedOfEachTime() async throws {
    defer { scratch.remove() }
    try scratch.write("User deploy\n", to: "config")
    _ = try await find("a")
    _ = try await find("a")
    #expect(asked.hosts == ["a", "a"])
  }

  @Test func hostsOfAConfigThatAsksForMoreAreEachAskedOf() async throws {
    defer { scratch.remove() }
    try scratch.write("Match host b\nPort 2222\n", to: "config")
    let found = try await settle(["a", "b", "c"])
    #expect(asked.hosts == ["a", "b", "c"])
    #expect(found["b"]?.port == 2222)
    #expect(found["c"]?.port == 22)
  }

  @Test func anAnswerThatItsLinesDoNotExplainIsNotShared() async throws {
    defer { scratch.remove() }
    try scratch.write("Host a\nHostName 192.0.2.1\n", to: "config")
    var strange = try await alone(SSHDestination(host: "a"))
    strange.hostName = "elsewhere"
    let (first, told) = (SSHDestination(host: "a"), strange)
    _ = try await answers.configuration(of: first, from: source()) { () async throws(ConnectionError) in told }
    #expect(try await find("b").hostName == "b")
    #expect(asked.hosts == ["b"])
  }

  @Test func whereTheFirstQuestionFailsTheOthersAreAsked() async throws {
    defer { scratch.remove() }
    try scratch.write("User deploy\n", to: "config")
    await #expect(throws: ConnectionError.self) {
      try await answers.configuration(of: SSHDestination(host: "a"), from: source()) {
        () async throws(ConnectionError) in throw ConnectionError(host: "a", .configuration, "ssh was killed")
      }
    }
    #expect(try await find("b").user == "deploy")
    #expect(try await find("c").user == "deploy")
    #expect(asked.hosts == ["b", "c"])
  }

  @Test func whoeverGivesUpFailsNobodyElse() async throws {
    defer { scratch.remove() }
    try scratch.write("User deploy\n", to: "config")
    let (isAsking, source) = (Wake(), source())
    let first = Task {
      try await answers.configuration(of: SSHDestination(host: "a"), from: source) {
        () async throws(ConnectionError) in
        isAsking.signal()
        do {
          _ = try await Reactor.shared.wait(for: nil, wake: Wake())
        } catch {
          throw .cancelled("a")
        }
        throw ConnectionError(host: "a", .configuration, "nobody cancelled")
      }
    }
    _ = try await Reactor.shared.wait(for: nil, wake: isAsking)
    async let second = find("b")
    async let third = find("c")
    // One who only waits may give up as well.
    let fourth = Task { try await find("d") }
    fourth.cancel()
    let failure = await #expect(throws: ConnectionError.self) { try await fourth.value }
    #expect(failure?.kind == .cancelled)
    first.cancel()
    await #expect(throws: ConnectionError.self) { try await first.value }
    #expect(try await second.user == "deploy")
    #expect(try await third.user == "deploy")
  }
}
