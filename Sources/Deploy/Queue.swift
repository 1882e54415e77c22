package import Plan
package import Playbook
internal import Reactor
internal import Transaction

/// Stands in line where another run holds a lock, for a limited time.
package struct Queue: Sendable {
  private let deadline: ContinuousClock.Instant
  private let tell: @Sendable (Target, Lock) -> Void

  /// Says once for each host and run whom it waits for.
  package init(for patience: Duration, tell: @escaping @Sendable (Target, Lock) -> Void) {
    deadline = .now + patience
    self.tell = tell
  }

  /// A planner that plans anew until nobody is in the way.
  package func patient(_ target: Target, _ planner: @escaping Planner) -> Planner {
    { session, candidates in
      var turn = Turn()
      var told: String?
      while true {
        let proposal = try await planner(session, candidates)
        guard let lock = proposal.obstacle, try await take(&turn) else { return proposal }
        if told != lock.run { tell(target, lock) }
        told = lock.run
      }
    }
  }

  /// Looks again until no run is at work in this place.
  package func wait(_ target: Target, _ facts: Facts, _ look: () async throws -> Facts) async throws -> Facts {
    var (facts, turn) = (facts, Turn())
    if let lock = facts.lock, !lock.isStale { tell(target, lock) }
    while let lock = facts.lock, !lock.isStale, try await take(&turn) { facts = try await look() }
    return facts
  }

  /// How often one has looked already.
  package struct Turn: Sendable {
    fileprivate var pause = Duration.seconds(1)

    package init() {}
  }

  /// Waits before the next look; false when the time is over.
  package func take(_ turn: inout Turn) async throws -> Bool {
    // Two who wait for each other must not look at the same moments.
    let wait = turn.pause * Double.random(in: 0.75...1.25)
    guard ContinuousClock.now + wait < deadline else { return false }
    _ = try await Reactor.shared.wait(for: nil, until: .now + wait)
    turn.pause = min(turn.pause * 2, .seconds(5))
    return true
  }
}

extension Proposal {
  /// The lock of another run that this one would be refused for.
  fileprivate var obstacle: Lock? {
    if let lock = facts.lock, !lock.isStale { return lock }
    guard let lock = facts.hostLock, !lock.isStale, plan.hasChanges else { return nil }
    return script(RunID("-"), nil).sharesHost(plan.entries) ? lock : nil
  }
}

extension [Outcome] {
  /// True when nothing was changed anywhere, and only because another run was faster.
  package var wereOutrun: Bool {
    var isLocked = false
    for outcome in self {
      switch outcome {
      case .refused(let objections):
        guard objections.allSatisfy(\.isLock) else { return false }
        isLocked = true
      case .leftAlone, .nothingToDo, .planned, .skipped: break
      case .unreachable, .ended, .leftRunning: return false
      }
    }
    return isLocked
  }
}
