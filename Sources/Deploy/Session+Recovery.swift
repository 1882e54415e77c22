package import Plan
package import Playbook
package import Transaction

extension Session {
  /// Finishes what a dead run left, or takes it back: its journal and the hashes of the files decide.
  package func recover(
    _ run: String, of target: Target, secrets: SecretPack = .empty
  ) async throws -> Recovery {
    guard
      case .done(let replies) = try await ask(
        RecoverRequest(target, run: run, secrets: secrets).bytes, within: .seconds(900)),
      let recovery = Recovery(replies)
    else { throw SessionError.malformed("no verdict") }
    return recovery
  }
}

/// What becomes of the runs that died on a host before a new one is planned there.
package struct Leftovers: Sendable {
  private let mayRecover: @Sendable (Target, [SetSummary]) async -> Bool
  private let tell: @Sendable (Target, SetSummary, Recovery) -> Void

  /// What runs that lost their secrets need.
  private var secrets = SecretPack.empty

  func supplying(_ secrets: SecretPack) -> Leftovers {
    var leftovers = self
    leftovers.secrets = secrets
    return leftovers
  }

  /// Left as they are, so that the plan is refused because of them.
  package static let untouched = Leftovers(mayRecover: { _, _ in false }, tell: { _, _, _ in })

  package init(
    mayRecover: @escaping @Sendable (Target, [SetSummary]) async -> Bool,
    tell: @escaping @Sendable (Target, SetSummary, Recovery) -> Void
  ) {
    self.mayRecover = mayRecover
    self.tell = tell
  }

  /// True when something was recovered, so that the facts have to be read anew.
  ///
  /// A rollback spares stuck runs, since it undoes them itself.
  func clear(
    _ facts: Facts, _ target: Target, _ session: Session, sparingStuck: Bool = false
  ) async throws -> Bool {
    let dead = facts.sets.filter { $0.needsRecovery && !(sparingStuck && $0.state == .stuck && $0.isClosed) }
    guard !dead.isEmpty, facts.lock?.isStale != false else { return false }
    let (isAgreed, loss) = await session.lingering { await mayRecover(target, dead) }
    guard isAgreed else { return false }
    if let loss { throw loss }
    for set in dead { tell(target, set, try await session.recover(set.name, of: target, secrets: secrets)) }
    return true
  }
}
