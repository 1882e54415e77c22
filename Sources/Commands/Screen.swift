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
  }

  private let console: Console
  private let state = Mutex(State())

  private let options: [String]

  init(_ console: Console, options: [String]) {
    self.console = console
    self.options = options
  }

  /// The run's name once it has one.
  var run: RunID? { state.withLock { $0.run } }

  /// Shows the plans as the answer of a command, and whom the run goes on without.
  func show(_ results: [(Target, Result<Proposal, HostError>)]) {
    var folding = PlanFolding(console.style)
    var leftOut: [String] = []
    for (target, result) in results {
      guard case .success(let proposal) = result else {
        if result.isLeftOut { leftOut.append(target.host.name) }
        continue
      }
      let connection = state.withLock { state in
        state.plans[target.host.name] = proposal.plan
        state.progress[target.host.name] = ProgressText(proposal.plan, console.errorStyle)
        return state.connections[target.host.name]
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
    switch notice.matter {
    case .connected(let summary): state.withLock { $0.connections[notice.host] = summary }
    case .prepared(let run): state.withLock { $0.run = run }
    case .lost(let error, let patience):
      let rest = patience > .zero ? "; trying again for \(patience.components.seconds) s" : ""
      let reason = error.message.split(separator: "\n").first.map { String($0).terminalSafe } ?? ""
      say(notice.host, "connection lost (\(reason))\(rest)")
    case .confirmed: say(notice.host, "all gates passed, and reached over a new connection")
    case .regained: say(notice.host, "connected again")
    case .died(let isReboot):
      let cause = isReboot ? "the host was started anew" : "nobody works at the run any more"
      say(notice.host, "\(cause): recovering what the run left")
    case .event(let event):
      if let line = state.withLock({ $0.progress[notice.host]?.line(event) }) { console.say(line) }
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

  /// Says what became of every host: on standard output, since it is the answer.
  func conclude(_ targets: [Target], _ outcomes: [Outcome]) {
    for (target, outcome) in zip(targets, outcomes) {
      let lines = text(target, console.style).lines(outcome)
      if !lines.isEmpty { console.answer(lines.joined(separator: "\n")) }
    }
  }
}
