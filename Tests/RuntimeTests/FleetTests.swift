import Connection
import Deploy
import Plan
import Playbook
import Reactor
import SourceText
import Synchronization
import TestSupport
import Testing
import Transaction

/// Two hosts on this machine, where one of them falls out of step.
struct FleetTests {
  @Test func aGuardianThatDoesNotStartKeepsNobodyWaiting() async throws {
    let workshop = try await Workshop(.dash)
    try workshop.write(
      """
      #!/bin/sh
      case ${2-}:${3-} in guard:*/second/*) echo no guardian here >&2; exit 1 ;; esac
      exec /bin/dash "$@"

      """, to: "shell", mode: 0o755)
    let (outcomes, targets) = try await deploy(in: workshop, shell: "\(workshop.root)/shell")
    #expect(targets.count == 2)
    guard case .ended(.reverted, _) = outcomes[0], case .refused(let objections) = outcomes[1] else {
      Issue.record("\(outcomes)")
      return
    }
    #expect(objections.map(\.message) == ["the guardian did not start: no guardian here"])
    for target in targets {
      #expect(try Files.read("\(target.root)/a.txt") == "old\n")
    }
    #expect(ExitCode(outcomes) == .reverted)
    #expect(try await workshop.processesThatStay().isEmpty)
  }

  @Test func aHostThatIsLostBehindItsGatesTakesTheOtherBack() async throws {
    let workshop = try await Workshop(.dash)
    let (outcomes, targets) = try await deploy(
      in: workshop, shell: workshop.shell, lostWhenGated: "second", reconnectsFor: .zero)
    guard case .ended(.reverted, _) = outcomes[0],
      case .leftRunning(_, .revertsWithoutOrder(seconds: 600)) = outcomes[1]
    else {
      Issue.record("\(outcomes)")
      return
    }
    #expect(try Files.read("\(targets[0].root)/a.txt") == "old\n")
    #expect(ExitCode(outcomes) == .leftRunning)
    // What the lost connection left waits for its order; it gets one here, as it would from an operator.
    try Files.write("", to: "\(targets[1].backups)/\(Workshop.run)/control/abort")
    #expect(try await workshop.processesThatStay().isEmpty)
  }

  @Test func aHostThatIsLostBehindItsGatesAndComesBackCommitsWithTheOther() async throws {
    let workshop = try await Workshop(.dash)
    let (outcomes, targets) = try await deploy(in: workshop, shell: workshop.shell, lostWhenGated: "second")
    guard case .ended(.committed, _) = outcomes[0], case .ended(.committed, let course) = outcomes[1] else {
      Issue.record("\(outcomes)")
      return
    }
    #expect(course.failure == nil)
    for target in targets { #expect(try Files.read("\(target.root)/a.txt") == "new\n") }
    #expect(try await workshop.processesThatStay().isEmpty)
  }

  @Test func aHostThatIsLostAfterThePlanIsNotLeftOut() async throws {
    let workshop = try await Workshop(.dash)
    let (outcomes, targets) = try await deploy(
      in: workshop, shell: workshop.shell, head: "on_unreachable: skip\n", lostWhenPrepared: "second")
    guard case .leftAlone = outcomes[0], case .unreachable = outcomes[1] else {
      Issue.record("\(outcomes)")
      return
    }
    for target in targets { #expect(try Files.read("\(target.root)/a.txt") == "old\n") }
    #expect(try await workshop.processesThatStay().isEmpty)
  }

  /// Whoever waits for the others takes up no place: with one place, two hosts still come to their end.
  @Test func asManyHostsAsWantedAreWorkedOnAtOnce() async throws {
    let workshop = try await Workshop(.dash)
    let atWork = Mutex((now: 0, most: 0))
    let (outcomes, _) = try await deploy(in: workshop, shell: workshop.shell) { brief in
      brief.parallel = 1
      let plan = brief.planner
      brief.planner = { target in
        { session, candidates in
          atWork.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
          defer { atWork.withLock { $0.now -= 1 } }
          return try await plan(target)(session, candidates)
        }
      }
    }
    #expect(ExitCode(outcomes) == .done, "\(outcomes)")
    #expect(atWork.withLock { $0.most } == 1)
  }

  /// Deploys a file to the roots `first` and `second`; the gate of `first` waits until `second` is lost.
  private func deploy(
    in workshop: Workshop, shell: String, head: String = "", lostWhenGated lost: String? = nil,
    lostWhenPrepared: String? = nil, reconnectsFor patience: Duration = FleetRun.reconnectsFor,
    change: (inout FleetRun.Brief) -> Void = { _ in }
  ) async throws -> ([Outcome], [Target]) {
    for name in ["first", "second"] { try workshop.write("old\n", to: "\(name)/a.txt") }
    let flag = "\(workshop.root)/lost"
    if lost == nil { try Files.write("", to: flag) }
    let text = """
      \(head)playbook: trial
      hosts: [first, second]
      root: \(workshop.root)/${host}
      steps:
        - copy: a.txt
        - healthy: { cmd: "test ${host} != first || test -e \(flag)", within: 30s, every: 200ms }

      """
    let playbook = try Playbook.read(SourceText(name: "trial.yml", text: text), inventory: nil) { _ in .file }
    let sources: Sources = ["a.txt": SourceFile(bytes: Array("new\n".utf8), isExecutable: false)]
    var brief = FleetRun.Brief(
      targets: playbook.targets, candidates: [RunID(Workshop.run)], author: "tester@here",
      connect: { target in
        // The connection that replaces a broken one holds.
        if target.host.name == lost, !Files.exists(flag) { return BrittleConnection(flag: flag) as any Connection }
        if target.host.name == lostWhenPrepared { return BrittleConnection(flag: flag, isCutAtPrepare: true) }
        return LocalConnection()
      },
      planner: { Proposal.deploying($0, PendingSources(sources)) }, consent: { _ in .proceed })
    brief.shell = shell
    brief.reconnectsFor = patience
    change(&brief)
    return (await FleetRun(brief).outcomes(), playbook.targets)
  }
}

/// A connection that breaks once the host has said that its gates passed, or when it is told to prepare.
private final class BrittleConnection: Connection {
  let summary = "this machine, for a while"
  private let whole = LocalConnection()
  private let flag: String
  private let isCutAtPrepare: Bool
  private var isBroken = false

  init(flag: String, isCutAtPrepare: Bool = false) {
    self.flag = flag
    self.isCutAtPrepare = isCutAtPrepare
  }

  func start(_ command: String) async throws { try await whole.start(command) }
  func send(_ bytes: [UInt8]) async throws {
    if isCutAtPrepare, bytes.starts(with: "prepare ".utf8) {
      throw ConnectionError(host: "second", .lost, "the cable was cut")
    }
    try await whole.send(bytes)
  }
  func sendEnd() async throws { try await whole.sendEnd() }
  func close() async { await whole.close() }

  func receive(until deadline: ContinuousClock.Instant?, wake: Wake?) async throws -> Received {
    if isBroken {
      try Files.write("", to: flag)
      throw ConnectionError(host: "second", .lost, "the cable was cut")
    }
    let received = try await whole.receive(until: deadline, wake: wake)
    if case .output(let bytes) = received, bytes.firstRange(of: Array("state gated".utf8)) != nil { isBroken = true }
    return received
  }
}
