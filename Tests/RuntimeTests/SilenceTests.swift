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

/// How long a host may be silent that has much to read.
struct SilenceTests {
  @Test(arguments: Shell.allCases, [1, 400])
  func whatIsLargeIsWaitedForAsLongAsItsReadingMayTake(under shell: Shell, files: Int) async throws {
    let workshop = try await Workshop(shell)
    var sources: Sources = ["app/dump": SourceFile(text: "new\n")]
    for number in 1..<files {
      try workshop.write("\(number)\n", to: "site/f\(number)")
      sources["app/f\(number)"] = SourceFile(text: "\(number)\n")
    }
    // A file of nothing but holes, which is soon read.
    let megabytes = 300
    try workshop.write("", to: "site/dump")
    try #require(truncate("\(workshop.root)/site/dump", off_t(megabytes) * 1_000_000) == 0)
    let longest = Mutex(Duration.zero)
    let target = try workshop.target(
      "  - copy: { from: app, to: site }", listing: SourceListing(files: Array(sources.keys)))
    var brief = FleetRun.Brief(
      targets: [target], candidates: [RunID("trial_20260101_000000")], author: "tester@here",
      connect: { _ in
        WatchedConnection { patience in longest.withLock { $0 = max($0, patience) } } as any Connection
      },
      planner: { [sources] in Proposal.deploying($0, PendingSources(sources)) }, consent: { _ in .stop })
    brief.shell = workshop.shell
    let notices = Notices()
    brief.report = notices.add
    let outcomes = await FleetRun(brief).outcomes()
    #expect(outcomes.count == 1)
    let usual = files == 1 ? Session.answering : .seconds(900)
    let waited = longest.withLock { $0 }
    // At ten in a second.
    #expect(waited > usual + .seconds(megabytes / 10 - 1), "\(waited)")
    #expect(notices.read.allSatisfy { $0 == megabytes * 1_000_000 } && !notices.read.isEmpty, "\(notices.read)")
  }
}

/// A connection to this machine that tells how long it is listened to in vain.
private final class WatchedConnection: Connection {
  let summary = "this machine"
  private let inner = LocalConnection()
  private let tell: @Sendable (Duration) -> Void

  init(tell: @escaping @Sendable (Duration) -> Void) { self.tell = tell }

  func start(_ command: String) async throws { try await inner.start(command) }
  func send(_ bytes: [UInt8]) async throws { try await inner.send(bytes) }
  func sendEnd() async throws { try await inner.sendEnd() }
  func close() async { await inner.close() }

  func receive(until deadline: ContinuousClock.Instant?, wake: Wake?) async throws -> Received {
    if let deadline { tell(deadline - .now) }
    return try await inner.receive(until: deadline, wake: wake)
  }
}
