internal import Deploy
internal import Plan
internal import Playbook
internal import SourceText
internal import Synchronization
internal import Terminal
internal import Transaction

/// What the user sees of a run: the plans, what happens, what became of it.
final class Screen: Sendable {
  private struct State {
    var plans: [String: Plan] = [:]
    var progress: [String: ProgressText] = [:]
    var connections: [String: String] = [:]
    var run: RunID?
    var transfers = Transfers()
    /// How many bytes a host was said to read.
    var readings: [String: Int] = [:]
    /// The hosts on which something failed, the first one first.
    var failures: [String] = []
  }

  private let console: Console
  private let state = Mutex(State())

  private let start = ContinuousClock.now
  private let options: [String]
  private let verbosity: Verbosity
  /// Nil where lines are not drawn anew.
  private let display: LiveDisplay?

  init(
    _ console: Console, options: [String], _ verbosity: Verbosity = .usual, watching targets: [Target] = []
  ) {
    self.console = console
    self.options = options
    self.verbosity = verbosity
    display = console.isLive && verbosity != .quiet && !targets.isEmpty ? LiveDisplay(targets, console) : nil
  }

  /// Shows what goes on until the body ends.
  func during<Result: Sendable>(_ body: () async -> Result) async -> Result {
    guard let display else { return await body() }
    return await display.during(body)
  }

  /// The run's name once it has one.
  var run: RunID? { state.withLock { $0.run } }

  /// Shows the plans as the answer of a command, and whom the run goes on without.
  func show(_ results: [(Target, Result<Proposal, HostError>)]) {
    var folding = PlanFolding(console.style, verbosity == .verbose ? .whole : .brief)
    var leftOut: [String] = []
    for (target, result) in results {
      guard case .success(let proposal) = result else {
        if result.isLeftOut { leftOut.append(target.host.name) }
        display?.end(target.host.name)
        continue
      }
      let connection = state.withLock { state in
        state.plans[target.host.name] = proposal.plan
        state.progress[target.host.name] = ProgressText(proposal.plan, console.errorStyle)
        return state.connections[target.host.name]
      }
      if proposal.plan.hasChanges {
        display?.enter(target.host.name, .planned)
      } else {
        display?.end(target.host.name)
      }
      folding.add(proposal.plan, through: connection, confirming: proposal.confirmation)
    }
    for line in folding.lines { console.answer(line) }
    if !leftOut.isEmpty { console.answer("not reached, left out: \(leftOut.joined(separator: ", "))".terminalSafe) }
  }

  /// Learns what a run that goes on already is about.
  func see(_ sight: Onlooker.Sight) {
    state.withLock { state in
      state.run = sight.run
      state.plans[sight.target.host.name] = sight.story.plan
      state.progress[sight.target.host.name] = ProgressText(sight.story.plan, console.errorStyle)
    }
  }

  func take(_ notice: Notice) {
    display?.take(notice) { step in
      let plan = state.withLock { $0.plans[notice.host] }
      return (plan?.steps.first { $0.number == step }?.title ?? "", plan?.steps.count ?? step)
    }
    switch notice.matter {
    case .connected(let summary): state.withLock { $0.connections[notice.host] = summary }
    case .reading(let bytes): if display == nil { tell(reading: bytes, on: notice.host) }
    case .prepared(let run): state.withLock { $0.run = run }
    case .lost(let error, let patience):
      let rest = patience > .zero ? "; trying again for \(patience.components.seconds) s" : ""
      let reason = error.message.split(separator: "\n").first.map { String($0).terminalSafe } ?? ""
      say(notice.host, "connection lost (\(reason))\(rest)")
    case .sending(let sent, let total): if display == nil { tell(sent, of: total, to: notice.host) }
    case .confirmed: say(notice.host, "all gates passed, and reached over a new connection")
    case .regained: say(notice.host, "connected again")
    case .died(let isReboot):
      let cause = isReboot ? "the host was started anew" : "nobody works at the run any more"
      say(notice.host, "\(cause): recovering what the run left")
    case .event(let event):
      let line = state.withLock { state in
        if case .failed = event, !state.failures.contains(notice.host) { state.failures.append(notice.host) }
        return state.progress[notice.host]?.line(event)
      }
      if let line, isTold(event) { console.say(line) }
    }
  }

  /// What takes a moment only is told to nobody who sees lines that stay.
  private func tell(reading bytes: Int, on host: String) {
    guard verbosity != .quiet, bytes >= 2_000_000_000 else { return }
    // A total may come again as it grows.
    let isNews = state.withLock { state in
      guard bytes >= 2 * (state.readings[host] ?? 0) else { return false }
      state.readings[host] = bytes
      return true
    }
    if isNews { say(host, "reads \(ByteCount.text(bytes)) before it says more") }
  }

  private func tell(_ sent: Int, of total: Int, to host: String) {
    guard verbosity != .quiet else { return }
    let now = (ContinuousClock.now - start) / .seconds(1)
    let rate = state.withLock { $0.transfers.note(sent, to: host, at: now) }
    if let rate { say(host, Transfers.text(sent, of: total, rate: rate)) }
  }

  private func isTold(_ event: Event) -> Bool {
    switch verbosity {
    case .verbose: true
    case .usual: display == nil || !ProgressText.isRoutine(event)
    case .quiet: !ProgressText.isRoutine(event) && event != .state(.committed)
    }
  }

  private func say(_ host: String, _ words: String) { console.say("\(host.terminalSafe)  \(words)") }

  /// What the hosts will do that are left to themselves.
  func leave(_ prospects: [(Target, Prospect)]) -> String {
    prospects.flatMap { target, prospect in text(target, console.errorStyle).lines(leavingTo: prospect) }
      .joined(separator: "\n")
  }

  private func text(_ target: Target, _ style: Style) -> OutcomeText {
    let (plan, run) = state.withLock { ($0.plans[target.host.name], $0.run) }
    return OutcomeText(plan?.target ?? target, plan: plan, run: run, options: options, style)
  }

  /// Says what became of every host, on standard output, since it is the answer; what failed first stands last.
  func conclude(_ targets: [Target], _ outcomes: [Outcome]) {
    let failures = state.withLock { $0.failures }
    let ranked = zip(targets, outcomes).enumerated().map { offset, end in
      let failure = failures.firstIndex(of: end.0.host.name).map { failures.count - $0 }
      return (rank: failure ?? (end.1.isTrouble ? 0 : -1), offset: offset, target: end.0, outcome: end.1)
    }
    for (_, _, target, outcome) in ranked.sorted(by: { ($0.rank, $0.offset) < ($1.rank, $1.offset) }) {
      let lines = text(target, console.style).lines(outcome)
      if !lines.isEmpty { console.answer(lines.joined(separator: "\n")) }
    }
  }
}

extension Outcome {
  /// True for a host that did not come through by itself.
  fileprivate var isTrouble: Bool {
    switch self {
    case .unreachable, .skipped, .refused, .leftRunning: true
    case .planned, .nothingToDo, .leftAlone, .ended: false
    }
  }
}
