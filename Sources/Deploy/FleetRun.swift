package import Connection
package import Plan
package import Playbook
internal import Synchronization
package import Transaction

/// One invocation over all its hosts: none is changed before all are asked, none commits before all passed.
package final class FleetRun: Sendable {
  /// How long a host waits for the others before it reverts by itself.
  package static let patience = Duration.seconds(600)
  /// How long a connection that was lost after `go` is tried again.
  package static let reconnectsFor = Duration.seconds(120)
  /// How many hosts are connected to, asked and uploaded to at once.
  package static let parallel = 50

  enum Stage { case prepared, gated }
  enum Decision: Sendable { case proceed(RunID), stop }
  enum Readiness: Sendable { case ready, failed, notTaking }

  let candidates: [RunID]
  let author: String
  let isRehearsal: Bool
  let planner: @Sendable (Target) -> Planner
  let documents: @Sendable (Plan) -> [PrepareRequest.Document]
  let report: Reporter
  let planned: Muster<Result<Proposal, HostError>, Decision>
  let prepared: Muster<Readiness, Bool>
  let batches: Batches
  private let targets: [Target]
  private let passwords: BecomePasswords?
  private let shell: String
  private let connect: @Sendable (Target) async throws -> any Connection
  private let connectAnew: @Sendable (Target) async throws -> any Connection
  private let phase = Mutex(Phase.harmless)
  /// Who connects, asks or uploads; nobody waits for another host in there.
  private let turnstile: Turnstile
  private let progress = Mutex<[String: HostProgress]>([:])
  let reconnectsFor: Duration
  private let patience: Duration

  /// What a command brings along: how hosts are reached, what is wanted on them, who is asked.
  package struct Brief: Sendable {
    package var targets: [Target]
    package var candidates: [RunID]
    package var author: String
    /// True when nothing is to be done but to plan.
    package var isRehearsal = false
    package var connect: @Sendable (Target) async throws -> any Connection
    /// The same, but never over a connection that is open already; nil where `connect` never is.
    package var connectAnew: (@Sendable (Target) async throws -> any Connection)?
    package var planner: @Sendable (Target) -> Planner
    package var documents: @Sendable (Plan) -> [PrepareRequest.Document] = { _ in [] }
    package var report: Reporter = { _ in }
    /// What sudo is answered on the targets; without it, sudo is told not to ask.
    package var passwords: BecomePasswords?
    /// The shell on the targets that runs the transaction.
    package var shell = "/bin/sh"
    package var reconnectsFor = FleetRun.reconnectsFor
    package var patience = FleetRun.patience
    package var parallel = FleetRun.parallel
    /// Whether hosts go on that can, whatever stands against it on others.
    package var isEachForItself = false
    /// Sees all plans, in the order of the targets, and decides for all hosts.
    package var consent: @Sendable ([(Target, Result<Proposal, HostError>)]) async -> Consent

    package init(
      targets: [Target], candidates: [RunID], author: String,
      connect: @escaping @Sendable (Target) async throws -> any Connection,
      planner: @escaping @Sendable (Target) -> Planner,
      consent: @escaping @Sendable ([(Target, Result<Proposal, HostError>)]) async -> Consent
    ) {
      self.targets = targets
      self.candidates = candidates
      self.author = author
      self.connect = connect
      self.planner = planner
      self.consent = consent
    }
  }

  package init(_ brief: Brief) {
    targets = brief.targets
    candidates = brief.candidates
    author = brief.author
    isRehearsal = brief.isRehearsal
    turnstile = Turnstile(width: brief.parallel)
    let batches = Batches(brief.targets.map(\.host.name), brief.targets.first?.conduct ?? Conduct())
    self.batches = batches
    passwords = brief.passwords
    shell = brief.shell
    connect = brief.connect
    connectAnew = brief.connectAnew ?? brief.connect
    planner = brief.planner
    documents = brief.documents
    report = brief.report
    reconnectsFor = brief.reconnectsFor
    patience = brief.patience
    planned = Muster(of: brief.targets.count) { reports in await brief.decide(reports, batches) }
    prepared = Muster(of: brief.targets.count) { reports in
      brief.isEachForItself || !reports.values.contains(.failed)
    }
  }

  /// True where no other host has to be ready too.
  var isAlone: Bool { targets.count == 1 }

  /// Carries everything out; the outcomes come in the order of the targets.
  package func outcomes() async -> [Outcome] {
    await withTaskGroup(of: (Int, Outcome).self) { group in
      for (index, target) in targets.enumerated() {
        group.addTask { (index, await HostCourse(target: target, run: self).outcome()) }
      }
      var outcomes: [Int: Outcome] = [:]
      for await (index, outcome) in group { outcomes[index] = outcome }
      return targets.indices.compactMap { outcomes[$0] }
    }
  }

  private enum Phase {
    case harmless, underWay, givenUp
  }

  /// True if no host was changed yet, and from now on none will be.
  package func giveUp() -> Bool {
    phase.withLock { phase in
      if phase == .harmless { phase = .givenUp }
      return phase == .givenUp
    }
  }

  /// Has to be true before a host is let go.
  func setOut() -> Bool {
    phase.withLock { phase in
      if phase == .harmless { phase = .underWay }
      return phase == .underWay
    }
  }

  /// Asks every host that is at work to undo what it did; false when all were told to commit already.
  package func abort() -> Bool { batches.abort() }

  package var isAborted: Bool { batches.isAborted }

  /// Does a part of the work on one host, as one of a few at a time.
  func inTurn<Result>(_ body: () async throws -> Result) async rethrows -> Result { try await turnstile.pass(body) }

  /// The same for a host that is connected, which shows meanwhile that somebody is there; the body gets what ended that.
  func inTurn<Result>(
    keeping session: inout Session, _ body: (inout Session, (any Error)?) async throws -> Result
  ) async throws -> Result {
    let (_, loss) = await session.lingering { [turnstile] in await turnstile.enter() }
    do {
      let result = try await body(&session, loss)
      await turnstile.leave()
      return result
    } catch {
      await turnstile.leave()
      throw error
    }
  }

  /// Reaches a host for the first time; has to be done in turn.
  func begin(_ target: Target) async throws -> Session {
    let session: Session
    do {
      session = try await Session(
        try await connect(target), become: target.become, passwords: passwords?.at(target.host.name), shell: shell)
    } catch let error as ConnectionError {
      var reason = HostError(error)
      reason.isLeftOut = error.isSilence && target.conduct.onUnreachable == .skip
      throw Unreached(reason: reason)
    }
    report(Notice(host: target.host.name, matter: .connected(session.summary)))
    session.listener = { [report] bytes in report(Notice(host: target.host.name, matter: .reading(bytes))) }
    return session
  }

  /// Why a host was not reached at the start.
  struct Unreached: Error { let reason: HostError }

  /// A connection for something else than a session, while a run goes on.
  func dial(_ target: Target) async throws -> any Connection {
    try await inTurn { try await connect(target) }
  }

  /// Reaches a host again while its run goes on.
  func reopen(_ target: Target, isFresh: Bool = false) async throws -> Session {
    try await inTurn { try await rejoin(target, isFresh: isFresh) }
  }

  /// The same, for who has the turn already.
  func rejoin(_ target: Target, isFresh: Bool = false) async throws -> Session {
    try await Session(
      try await (isFresh ? connectAnew : connect)(target), become: target.become,
      passwords: passwords?.at(target.host.name), shell: shell)
  }

  /// How long a host waits for an order once its gates have passed; nil where it needs none.
  func waits(_ host: String, for proposal: Proposal) -> Int? {
    proposal.waits(patience, isTogether: batches[host].isTogether)
  }

  func noteLetGo(_ host: String, waiting seconds: Int?) {
    progress.withLock { $0[host] = HostProgress(patience: seconds) }
  }

  func tell(_ host: String, _ matter: Notice.Matter) {
    progress.withLock { $0[host]?.note(matter) }
    report(Notice(host: host, matter: matter))
  }

  /// What the host will do when it hears nothing more from here.
  func prospect(of host: String) -> Prospect {
    let given = batches[host][host].given
    return progress.withLock { $0[host]?.prospect(given) } ?? .dropped
  }

  /// What every host will do when it hears nothing more from here, in the order of the targets.
  package var prospects: [(Target, Prospect)] { targets.map { ($0, prospect(of: $0.host.name)) } }

  /// A host that goes no further stands in nobody's way at the musters to come.
  func leave(from stage: Stage, _ host: String) async {
    if stage == .prepared { await prepared.note(.notTaking, from: host) }
    await batches[host].leave(host)
    batches.settle(host, failed: false)
  }

  /// A host that cannot commit any more takes the others of its batch back with it.
  func fall(_ host: String) async {
    batches.settle(host, failed: true)
    await batches[host].fall(host)
  }
}

extension FleetRun.Brief {
  /// The user is asked only about what could be carried out.
  fileprivate func decide(
    _ reports: [String: Result<Proposal, HostError>], _ batches: Batches
  ) async -> FleetRun.Decision {
    let plans = targets.compactMap { target in reports[target.host.name].map { (target, $0) } }
    guard await consent(plans) == .proceed else { return .stop }
    let results = plans.map(\.1)
    guard let proposals = isEachForItself ? results.compactMap(\.proposal) : results.agreeable else { return .stop }
    batches.leaveOut(plans.filter { !$0.1.takesPart }.map(\.0.host.name))
    let taken = proposals.reduce(into: Set<String>()) { $0.formUnion($1.facts.takenNames) }
    guard let name = candidates.first(where: { !taken.contains($0.name) }) else { return .stop }
    return .proceed(name)
  }
}

extension [Result<Proposal, HostError>] {
  /// The proposals of all hosts but those left out; nil where something stands against carrying them out.
  package var agreeable: [Proposal]? {
    var proposals: [Proposal] = []
    for result in self {
      switch result {
      case .success(let proposal) where proposal.plan.objections.isEmpty: proposals.append(proposal)
      case .failure(let error) where error.isLeftOut: break
      default: return nil
      }
    }
    return proposals
  }
}

extension Result<Proposal, HostError> {
  /// True where the others go on without this host.
  package var isLeftOut: Bool { if case .failure(let error) = self { error.isLeftOut } else { false } }

  fileprivate var proposal: Proposal? { if case .success(let proposal) = self { proposal } else { nil } }

  fileprivate var takesPart: Bool { proposal?.plan.hasChanges ?? false }
}

extension ConnectionError {
  /// True where nobody answered; a host that answers and turns us away is for a person to look at.
  fileprivate var isSilence: Bool { [.unreachable, .refused, .timedOut, .turnedAway, .lost].contains(kind) }
}
