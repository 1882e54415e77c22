import Connection
import Deploy
import Glibc
import Plan
import Playbook
import Reactor
import Synchronization
import TestSupport
import Testing
import Transaction

/// Lists about a large folder come one after the other, though two tools make them at once.
struct SurveyOrderTests {
  /// So many that what each of the tools says is more than a pipe holds.
  private static let count = 2000

  @Test(arguments: Shell.allCases)
  func aSlowReaderGetsThemInOrder(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    var sources: Sources = [:]
    // One begins as an option does, one holds what openssl writes before a name.
    for name in ["-r", "a *b"] {
      try workshop.write("\(name)\n", to: "site/\(name)")
      sources["app/\(name)"] = SourceFile(text: "\(name)\n")
    }
    for number in 0..<Self.count {
      let name = "file-with-a-name-that-is-rather-long-so-that-a-pipe-is-soon-full-\(number)"
      try workshop.write("\(number)\n", to: "site/\(name)")
      sources["app/\(name)"] = SourceFile(text: "\(number)\n")
    }
    let target = try workshop.target(
      "  - copy: { from: app, to: site }", listing: SourceListing(files: Array(sources.keys)))
    let notices = Notices()
    let seen = Sight()
    var brief = FleetRun.Brief(
      targets: [target], candidates: [RunID("trial_20260101_000000")], author: "tester@here",
      connect: { target in HesitantConnection("\(target.root)/site", seen) as any Connection },
      planner: { [sources] in notices.watch(Proposal.deploying($0, PendingSources(sources))) },
      consent: { _ in .stop })
    brief.shell = workshop.shell
    let outcomes = await FleetRun(brief).outcomes()
    #expect(outcomes.count == 1)
    #expect(seen.hasHesitated)
    #expect(notices.plan?.hasChanges == false)
    #expect(seen.exchanges == 1, "nothing was left to ask")
  }
}

/// What happened over a connection.
private final class Sight: Sendable {
  private let state = Mutex((exchanges: 0, hasHesitated: false))

  var exchanges: Int { state.withLock { $0.exchanges } }
  var hasHesitated: Bool { state.withLock { $0.hasHesitated } }

  func addExchange() { state.withLock { $0.exchanges += 1 } }
  func hesitate() { state.withLock { $0.hasHesitated = true } }
}

/// A connection that reads no further, once the first sums come, until all files are hashed.
private final class HesitantConnection: Connection {
  private let inner = LocalConnection()
  private let folder: String
  private let sight: Sight
  private var hasSent = false

  init(_ folder: String, _ sight: Sight) {
    self.folder = folder
    self.sight = sight
  }

  var summary: String { inner.summary }
  func start(_ command: String) async throws { try await inner.start(command) }
  func sendEnd() async throws { try await inner.sendEnd() }
  func close() async { await inner.close() }

  func send(_ bytes: [UInt8]) async throws {
    hasSent = true
    try await inner.send(bytes)
  }

  func receive(until deadline: ContinuousClock.Instant?, wake: Wake?) async throws -> Received {
    if hasSent { sight.addExchange() }
    hasSent = false
    let received = try await inner.receive(until: deadline, wake: wake)
    if case .output(let bytes) = received, !sight.hasHesitated,
      String(decoding: bytes, as: UTF8.self).contains(" sums 0 #")
    {
      sight.hesitate()
      try await eventually("an end of the hashing") { !isHashing }
    }
    return received
  }

  /// Whether a tool works in that folder still, or waits for more names.
  private var isHashing: Bool {
    (Files.names(in: Array("/proc".utf8)) ?? []).contains { process in
      let place = "/proc/\(String(decoding: process, as: UTF8.self))"
      var target = [UInt8](repeating: 0, count: 4096)
      let count = target.withUnsafeMutableBytes { buffer in
        buffer.baseAddress.map { readlink("\(place)/cwd", $0, buffer.count) } ?? 0
      }
      guard count > 0, target.prefix(count).elementsEqual(folder.utf8),
        let words = Files.contents(Array("\(place)/cmdline".utf8))
      else { return false }
      return String(decoding: words, as: UTF8.self).contains("sha256")
    }
  }
}
