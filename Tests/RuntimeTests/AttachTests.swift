import Connection
import Deploy
import Glibc
import Playbook
import Plan
import Reactor
import Synchronization
import TestSupport
import Testing
import Transaction

struct AttachTests {
  private func work(_ workshop: Workshop, awaitSeconds: Int? = nil) throws -> Work {
    var work = Work(workshop)
    try work.add(Array("a".utf8), Array("new\n".utf8))
    work.putAll()
    // Waits for the test, but not for ever.
    let wait = "i=0; while test ! -e ../open && test $i -lt 2000; do sleep 0.1; i=$((i+1)); done"
    work.steps.append([Work.restart(wait, undo: "true")])
    work.awaitSeconds = awaitSeconds
    return work
  }

  private func open(_ workshop: Workshop) throws { try Files.write("", to: "\(workshop.folder)/open") }

  private func session(_ workshop: Workshop) async throws -> Session {
    try await Session(LocalConnection(), become: nil, shell: workshop.shell)
  }

  /// A run that is at work, with the session that let it go.
  private func begun(_ workshop: Workshop, awaitSeconds: Int? = nil) async throws -> Session {
    let session = try await session(workshop)
    _ = try await session.ask(try work(workshop, awaitSeconds: awaitSeconds).request)
    _ = try await session.ask(Array("go\n".utf8))
    let command = Array("\(workshop.set)/control/command".utf8)
    try #require(try await workshop.eventually { Files.contents(command).map { !$0.isEmpty } ?? false })
    return session
  }

  private func events(_ workshop: Workshop) throws -> String {
    Files.exists("\(workshop.set)/events") ? try Files.read("\(workshop.set)/events") : ""
  }

  private func request(_ workshop: Workshop, after position: Int = 0) throws -> AttachRequest {
    AttachRequest(try workshop.target(), run: RunID(Workshop.run), after: position)
  }

  @Test(arguments: Shell.allCases)
  func anotherSessionFollowsFromTheByteItNames(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let first = try await begun(workshop)
    await first.close()
    let known = try #require(
      try events(workshop).firstRange(of: "step 2\n")?.lowerBound.utf16Offset(in: events(workshop)))
    let second = try await session(workshop)
    #expect(try await second.attach(request(workshop, after: known)).life == .working)
    try open(workshop)
    var seen: [Event] = []
    #expect(try await second.follow(Orders()) { seen.append($0) } == .committed)
    #expect(seen == [.step(2), .ok(step: 2, ""), .state(.committed), .end(.committed)])
    await second.close()
    #expect(try await workshop.processesThatStay() == [])
  }

  @Test(arguments: Shell.allCases, [Order.commit, .abort])
  func anotherSessionGivesTheOrder(under shell: Shell, _ order: Order) async throws {
    let workshop = try await Workshop(shell)
    let first = try await begun(workshop, awaitSeconds: 100)
    await first.close()
    try open(workshop)
    let second = try await session(workshop)
    _ = try await second.attach(request(workshop))
    let orders = Orders()
    orders.give(order)
    #expect(try await second.follow(orders) { _ in } == (order == .commit ? .committed : .reverted))
    await second.close()
  }

  @Test(arguments: Shell.allCases)
  func aFinishedRunTellsItsStory(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try open(workshop)
    let ending = try await work(workshop).carryOut()
    let session = try await session(workshop)
    #expect(try await session.attach(request(workshop)).life == .closed)
    var seen: [Event] = []
    #expect(try await session.follow(Orders()) { seen.append($0) } == .committed)
    #expect(seen == ending.events)
    await session.close()
  }

  @Test(arguments: Shell.allCases)
  func aDeadRunIsCalledDeadAndAMissingOneGone(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let first = try await begun(workshop)
    try kill(of: workshop)
    await first.close()
    let session = try await session(workshop)
    let found = try await session.attach(request(workshop))
    #expect(found.life == .dead && found.state == .activating)
    // The same session can recover it, and looks again.
    let target = try workshop.target()
    _ = try await session.ask(RecoverRequest(target, run: Workshop.run).bytes)
    #expect(try await session.attach(request(workshop)).life == .closed)
    #expect(try await session.follow(Orders()) { _ in } == .reverted)
    await session.close()

    let other = try await self.session(workshop)
    #expect(try await other.attach(AttachRequest(target, run: RunID("none_20200101_000000"))).life == .gone)
    await other.close()
  }

  /// Whoever follows over another session hears of it when guardian and worker are killed.
  @Test(arguments: Shell.allCases)
  func theEndOfARunThatDiesIsTold(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let first = try await begun(workshop)
    await first.close()
    let second = try await session(workshop)
    _ = try await second.attach(request(workshop))
    try kill(of: workshop)
    var last: Event?
    try await second.follow(Orders()) { last = $0 }
    #expect(last == .end(.activating))
    await second.close()
  }

  /// What passes the events on is killed, and nothing else: the run is followed over another session.
  @Test(.timeLimit(.minutes(5)), arguments: Shell.allCases)
  func theEndIsToldThoughTheFollowerWasKilled(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let first = try await session(workshop)
    _ = try await first.ask(try work(workshop).request)
    var pursuit = Pursuit(
      of: RunID(Workshop.run), on: try workshop.target(), orders: Orders(), isOwner: true, patience: .seconds(60),
      open: { try await Session(LocalConnection(), become: nil, shell: workshop.shell) })
    let end = await pursuit.begin(first, preparing: nil) { matter in
      do {
        switch matter {
        case .event(.step(2)): try killFollower(of: workshop)
        case .regained: try open(workshop)
        default: break
        }
      } catch {
        Issue.record(error)
      }
    }
    guard case .ended(.committed) = end else {
      Issue.record("\(end)")
      return
    }
    #expect(Files.exists("\(workshop.folder)/open"), "the connection was not made again")
    #expect(try await workshop.processesThatStay() == [])
  }

  /// A lost `go` leaves a session that waits for it; who comes back ends it, and nothing was changed.
  @Test(.timeLimit(.minutes(5)), arguments: Shell.allCases)
  func aRunWhoseGoWasLostIsDropped(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let first = try await session(workshop)
    _ = try await first.ask(try work(workshop).request)
    let lost = Breaking()
    let told = Mutex<[String]>([])
    var pursuit = Pursuit(
      of: RunID(Workshop.run), on: try workshop.target(), orders: Orders(), isOwner: true, patience: .seconds(240),
      open: { try await Session(LocalConnection(), become: nil, shell: workshop.shell) })
    let broken = try await Session(lost, become: nil, shell: workshop.shell)
    let end = await pursuit.begin(broken, preparing: nil) { matter in told.withLock { $0.append("\(matter)") } }
    guard case .neverBegan = end else {
      Issue.record("\(end), \(told.withLock { $0 })")
      return
    }
    #expect(!Files.exists(workshop.set) && !Files.existsAsLink("\(workshop.backups)/.lock"))
    #expect(!Files.exists("\(workshop.root)/a"))
    await first.close()
  }

  private func killFollower(of workshop: Workshop) throws {
    let processes = try workshop.processes()
    let followers = processes.filter { $0.contains(" -f \(workshop.set)/events") }
    try #require(followers.count == 1, "\(processes)")
    Glibc.kill(pid_t(followers[0].prefix { $0 != " " }) ?? 0, SIGKILL)
  }

  private func kill(of workshop: Workshop) throws {
    for name in ["guardian", "worker", "command"] {
      let process = try Files.read("\(workshop.set)/control/\(name)").split(separator: " ")[0]
      guard let number = pid_t(process) else { throw Mishap("'\(process)' is not a process") }
      Glibc.kill(number, SIGKILL)
    }
  }
}

/// A connection that is lost before it hears an answer.
private final class Breaking: Connection {
  let summary = "a broken line"
  func start(_ command: String) async throws {}
  func send(_ bytes: [UInt8]) async throws {}
  func sendEnd() async throws {}
  func close() async {}
  func receive(until deadline: ContinuousClock.Instant?, wake: Wake?) async throws -> Received {
    throw ConnectionError(host: "here", .lost, "the cable was cut")
  }
}

extension Files {
  /// Where a symbolic link leads.
  static func target(of link: String) throws -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink(link, &buffer, buffer.count)
    guard count > 0 else { throw Mishap("\(link) is not a link") }
    return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
