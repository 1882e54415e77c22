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
  /// Sizes and names: that of many is asked about in lists, and one with a backslash is hashed by itself.
  @Test(arguments: Shell.allCases, [(1, "dump"), (1, "du\\mp"), (400, "dump")])
  func whatIsLargeIsWaitedForAsLongAsItsReadingMayTake(under shell: Shell, _ tree: (Int, String)) async throws {
    let (files, name) = tree
    let workshop = try await Workshop(shell)
    var sources: Sources = ["app/\(name)": SourceFile(text: "new\n")]
    for number in 1..<files {
      try workshop.write("\(number)\n", to: "site/f\(number)")
      sources["app/f\(number)"] = SourceFile(text: "\(number)\n")
    }
    // A file of nothing but holes, which is soon read.
    let megabytes = 300
    try workshop.write("", to: "site/\(name)")
    try #require(truncate("\(workshop.root)/site/\(name)", off_t(megabytes) * 1_000_000) == 0)
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

  /// What it takes to save and to compare nobody tells: it is counted here.
  @Test func soIsWhatIsPrepared() async throws {
    let workshop = try await Workshop(.dash)
    let megabytes = 300
    try workshop.write("", to: "dump")
    try #require(truncate("\(workshop.root)/dump", off_t(megabytes) * 1_000_000) == 0)
    let longest = Mutex(Duration.zero)
    let sources: Sources = ["dump": SourceFile(text: "new\n")]
    var brief = FleetRun.Brief(
      targets: [try workshop.target("  - copy: dump")], candidates: [RunID("trial_20260101_000000")],
      author: "tester@here",
      connect: { _ in
        WatchedConnection { patience in longest.withLock { $0 = max($0, patience) } } as any Connection
      },
      planner: { Proposal.deploying($0, PendingSources(sources)) }, consent: { _ in .proceed })
    brief.shell = workshop.shell
    let outcomes = await FleetRun(brief).outcomes()
    #expect(outcomes.count == 1)
    #expect(try workshop.read("dump") == "new\n")
    let waited = longest.withLock { $0 }
    #expect(waited > .seconds(900 + megabytes / 10 - 1), "\(waited)")
  }

  /// It hands the names on only as fast as they are hashed.
  @Test func aHostTellsBeforeItHasHashedMost() async throws {
    let workshop = try await Workshop(.dash)
    let heard = "\(workshop.folder)/heard"
    let shell = try workshop.shell(finding: [
      "openssl": "exit 1",
      "sha256sum": """
      tries=0
      until [ -e \(heard) ]; do
        tries=$((tries + 1))
        [ $tries -lt 400 ] || { echo >\(heard).late; exit 1; }
        sleep 0.05
      done
      exec /usr/bin/sha256sum "$@"
      """,
    ])
    var sources: Sources = ["app/0": SourceFile(text: "new\n")]
    try workshop.write("", to: "site/0")
    try #require(truncate("\(workshop.root)/site/0", 200_000_000) == 0)
    // More than all pipes on the way hold.
    for number in 10_000..<18_000 {
      let name = "\(number)" + String(repeating: "n", count: 200)
      try workshop.write("", to: "site/\(name)")
      sources["app/\(name)"] = SourceFile(text: "")
    }
    let target = try workshop.target(
      "  - copy: { from: app, to: site }", listing: SourceListing(files: Array(sources.keys)))
    var brief = FleetRun.Brief(
      targets: [target], candidates: [RunID("trial_20260101_000000")], author: "tester@here",
      connect: { _ in LocalConnection() as any Connection },
      planner: { [sources] in Proposal.deploying($0, PendingSources(sources)) }, consent: { _ in .stop })
    brief.shell = shell
    brief.report = { notice in
      guard case .reading = notice.matter else { return }
      do { try Files.write("", to: heard) } catch { Issue.record(error) }
    }
    let outcomes = await FleetRun(brief).outcomes()
    #expect(outcomes.count == 1)
    #expect(Files.exists(heard))
    #expect(!Files.exists("\(heard).late"))
  }
}

/// A connection to this machine that tells how long it is listened to in vain.
///
/// What a host is about to read is heard before what it says next, however soon that comes.
private final class WatchedConnection: Connection {
  let summary = "this machine"
  private let inner = LocalConnection()
  private let tell: @Sendable (Duration) -> Void
  private var held: [UInt8] = []

  init(tell: @escaping @Sendable (Duration) -> Void) { self.tell = tell }

  func start(_ command: String) async throws { try await inner.start(command) }
  func send(_ bytes: [UInt8]) async throws { try await inner.send(bytes) }
  func sendEnd() async throws { try await inner.sendEnd() }
  func close() async { await inner.close() }

  func receive(until deadline: ContinuousClock.Instant?, wake: Wake?) async throws -> Received {
    if let deadline { tell(deadline - .now) }
    if !held.isEmpty {
      defer { held = [] }
      return .output(held)
    }
    let received = try await inner.receive(until: deadline, wake: wake)
    guard case .output(let bytes) = received, let word = bytes.firstRange(of: Array(" reads ".utf8)),
      let end = bytes[word.upperBound...].firstIndex(of: UInt8(ascii: "\n"))
    else { return received }
    held = Array(bytes[(end + 1)...])
    return .output(Array(bytes[...end]))
  }
}
