import Connection
import Deploy
import Plan
import Playbook
import Reactor
import SSH
import SourceText
import Synchronization
import TestSupport
import Testing
import Transaction

struct ExchangeTests {
  @Test(arguments: [(2, 8192), (60, 100)])
  func aDeployOfOneHostTakesTwoExchangesHoweverManyFiles(files: Int, bytes: Int) async throws {
    let counter = try await deploy(files: files, bytes: bytes)
    #expect(counter.exchanges == 2)
    #expect(counter.connections == 1)
  }

  @Test func whatGetsSmallerIsPackedOnItsWay() async throws {
    let counter = try await deploy(files: 4, bytes: 1_000_000)
    #expect(counter.bytes < 1_000_000)
  }

  /// The first deploy of a large tree asks about its folder, and not about what would lie in one that is not there.
  @Test func aNewLargeTreeTakesNoMoreExchanges() async throws {
    let counter = try await deploy(files: Survey.leastPaths, bytes: 10, asTree: true)
    #expect(counter.exchanges == 2)
  }

  private func deploy(files: Int, bytes: Int, asTree: Bool = false) async throws -> ExchangeCounter {
    let counter = ExchangeCounter()
    try await Stage.with("target") { stage in
      var sources: Sources = [:]
      for number in 1...files {
        sources["src/\(number).txt"] = SourceFile(
          bytes: [UInt8](repeating: UInt8(ascii: "x"), count: bytes), isExecutable: false)
      }
      let text = """
        playbook: many
        hosts: target
        root: \(stage.server.root)
        steps:
          - copy: \(asTree ? "src" : "[\(sources.keys.sorted().joined(separator: ", "))]")
          - restart: { command: "true" }
          - healthy: { cmd: "true", within: 2s }
        """
      let entries = sources.keys.map { FolderListing.Entry(name: Array($0.utf8.dropFirst(4)), kind: .file) }
      let playbook = try Playbook.read(
        SourceText(name: "many.yml", text: text), inventory: nil, choices: Choices(listing: { _ in .entries(entries) })
      ) { $0 == "src" ? .directory : .file }
      let target = try #require(playbook.targets.first)
      let config = stage.sshConfig
      let given = sources
      let run = FleetRun(
        FleetRun.Brief(
          targets: [target], candidates: [RunID("many_20260101_000000")], author: "tester@here",
          connect: { _ in
            let destination = SSHDestination(user: nil, host: "target", port: nil)
            return CountedConnection(
              try await SSHConnection.open(to: destination, options: SSHOptions(configFile: config)), counter)
          },
          planner: { Proposal.deploying($0, PendingSources(given)) }, consent: { _ in .proceed }))
      let outcomes = await run.outcomes()
      #expect(try stage.server.verdict() == "committed", "\(outcomes)")
      #expect(try stage.server.read("src/\(files).txt").utf8.count == bytes)
    }
    return counter
  }
}

/// Counts what happens over all connections of a run.
final class ExchangeCounter: Sendable {
  private let counts = Mutex((connections: 0, exchanges: 0, bytes: 0))

  var connections: Int { counts.withLock { $0.connections } }
  var exchanges: Int { counts.withLock { $0.exchanges } }

  /// How many bytes were sent.
  var bytes: Int { counts.withLock { $0.bytes } }

  func addConnection() { counts.withLock { $0.connections += 1 } }
  func addExchange() { counts.withLock { $0.exchanges += 1 } }
  func addBytes(_ number: Int) { counts.withLock { $0.bytes += number } }
}

/// A connection that counts how often an answer was waited for.
final class CountedConnection: Connection {
  private let inner: any Connection
  private let counter: ExchangeCounter
  /// Messages sent in a row are one exchange: nobody waits between them.
  private var hasSent = false

  init(_ inner: any Connection, _ counter: ExchangeCounter) {
    self.inner = inner
    self.counter = counter
    counter.addConnection()
  }

  var summary: String { inner.summary }

  func start(_ command: String) async throws { try await inner.start(command) }

  func send(_ bytes: [UInt8]) async throws {
    hasSent = true
    counter.addBytes(bytes.count)
    try await inner.send(bytes)
  }

  func sendEnd() async throws { try await inner.sendEnd() }

  func receive(until deadline: ContinuousClock.Instant?, wake: Wake?) async throws -> Received {
    if hasSent { counter.addExchange() }
    hasSent = false
    return try await inner.receive(until: deadline, wake: wake)
  }

  func close() async { await inner.close() }
}
