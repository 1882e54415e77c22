internal import Deploy
internal import JSON
internal import Plan
internal import Playbook
internal import Synchronization
internal import Terminal
internal import Transaction

/// What happens at one place during a command, kept for a report that a program reads.
final class Record: Sendable {
  private struct State {
    var connections: [String: String] = [:]
    var plans: [String: Plan] = [:]
    var events: [String: [TimedEvent]] = [:]
    var place: Report.Place
    var declined: String?
    var transfers = Transfers()
  }

  private let name: String
  private let start: ContinuousClock.Instant
  private let stream: (@Sendable (JSONValue) -> Void)?
  private let state: Mutex<State>

  init(_ name: String, since start: ContinuousClock.Instant, stream: (@Sendable (JSONValue) -> Void)?) {
    self.name = name
    self.start = start
    self.stream = stream
    state = Mutex(State(place: Report.Place(name: name, run: nil, hosts: [])))
  }

  var place: Report.Place { state.withLock { $0.place } }
  /// Why nothing was carried out, where somebody said no or nobody could be asked.
  var declined: String? { state.withLock { $0.declined } }

  func decline(_ reason: String) { state.withLock { $0.declined = reason } }

  func take(_ results: [(Target, Result<Proposal, HostError>)]) {
    for case (let target, .success(let proposal)) in results {
      let host = target.host.name
      state.withLock { $0.plans[host] = proposal.plan }
      stream?(EventJSON.line("planned", host: host, at: now, ["changes": .bool(proposal.plan.hasChanges)]))
    }
  }

  func take(_ notice: Notice) {
    let (host, now) = (notice.host, now)
    state.withLock { state in
      switch notice.matter {
      case .connected(let summary): state.connections[host] = summary
      case .event(let event): state.events[host, default: []].append(TimedEvent(event, at: now))
      case .reading, .sending, .prepared, .lost, .regained, .died, .confirmed: break
      }
    }
    if case .sending(let sent, let total) = notice.matter {
      guard let rate = state.withLock({ $0.transfers.note(sent, to: host, at: now) }) else { return }
      let members: KeyValuePairs<String, JSONValue?> = [
        "bytes": .integer(sent), "of": .integer(total), "bytes_per_second": .integer(rate),
      ]
      stream?(EventJSON.line("sending", host: host, at: now, members))
    } else if let line = notice.line(at: now) {
      stream?(line)
    }
  }

  /// Where everything is planned anew, what was seen before does not count.
  func clear() {
    state.withLock { state in
      state.plans = [:]
      state.events = [:]
    }
  }

  func conclude(_ targets: [Target], _ outcomes: [Outcome], run: RunID?) {
    state.withLock { state in
      let hosts = zip(targets, outcomes).map { target, outcome in
        let host = target.host.name
        return HostReport(
          target: target, connection: state.connections[host], plan: state.plans[host], outcome: outcome,
          events: state.events[host] ?? [])
      }
      state.place = Report.Place(name: name, run: run, hosts: hosts)
    }
  }

  private var now: Double {
    let parts = start.duration(to: .now).components
    return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
  }
}

extension Notice {
  /// Nil for what changes too often to be told each time.
  fileprivate func line(at seconds: Double) -> JSONValue? {
    switch matter {
    case .connected(let summary): EventJSON.line("connected", host: host, at: seconds, ["text": .string(summary)])
    case .reading(let bytes): EventJSON.line("reading", host: host, at: seconds, ["bytes": .integer(bytes)])
    case .sending: nil
    case .prepared(let run): EventJSON.line("prepared", host: host, at: seconds, ["run": .string(run.name)])
    case .lost(let error, _): EventJSON.line("lost", host: host, at: seconds, ["text": .string(error.message)])
    case .regained: EventJSON.line("regained", host: host, at: seconds)
    case .died(let isReboot): EventJSON.line("died", host: host, at: seconds, ["reboot": .bool(isReboot)])
    case .confirmed: EventJSON.line("confirmed", host: host, at: seconds)
    case .event(let event): EventJSON.line(event, host: host, at: seconds)
    }
  }
}
