internal import Connection
package import Plan
package import Playbook
internal import Reactor
package import Transaction

/// One run on one host, followed to its verdict over as many connections as that takes.
package struct Pursuit {
  package enum End: Sendable {
    /// By the journal of the target.
    case ended(SetSummary.State)
    /// The host dropped what it had prepared, or found something against it when it prepared.
    case neverBegan(refusal: [Reply])
    case lost(HostError)
  }

  package typealias Listener = (Notice.Matter) async -> Void

  private let target: Target
  private let run: RunID
  private let orders: Orders
  /// How long a lost connection is tried again.
  private let patience: Duration
  private let open: @Sendable () async throws -> Session
  private let isOwner: Bool
  /// What taking the run back needs, should the host lose it with its memory.
  private let secrets: SecretPack

  /// The bytes of the events that were told already.
  private var position = 0
  private var boot: String?
  private var isConnected = false

  /// Whoever owns the run said `go`, and may end what still waits for that word.
  package init(
    of run: RunID, on target: Target, orders: Orders, isOwner: Bool, secrets: SecretPack = .empty,
    patience: Duration, open: @escaping @Sendable () async throws -> Session
  ) {
    self.run = run
    self.target = target
    self.orders = orders
    self.isOwner = isOwner
    self.secrets = secrets
    self.patience = patience
    self.open = open
  }

  /// Lets the run go over the session that prepares it, perhaps still, for so long at most; the host does not go where it
  /// cannot prepare.
  package mutating func begin(
    _ session: Session, preparing: Duration?, _ tell: Listener
  ) async -> End {
    do {
      isConnected = true
      var unsent: (any Error)?
      do {
        try await session.send(Array("go\n".utf8))
      } catch {
        // A host that refused ends the session before this comes; what it said then counts.
        unsent = error
      }
      if let preparing {
        if case .refused(let replies) = try await session.answer(within: preparing) {
          return .neverBegan(refusal: replies)
        }
        await tell(.prepared(run))
      }
      if let unsent { throw unsent }
      guard case .done(let replies) = try await session.answer() else {
        throw SessionError.malformed("no answer to go")
      }
      boot = replies.first { $0.words.first == "boot" }?.words.last
      return try await follow(session, tell)
    } catch {
      // Closed before it is tried again: the host then hears of the loss too, if it can.
      await session.close()
      return await comeBack(after: error, tell)
    }
  }

  /// Follows the run from its beginning, over a session that is open already.
  package mutating func join(_ session: Session, _ tell: Listener) async -> End {
    do {
      return try await resume(session, tell)
    } catch {
      await session.close()
      guard isConnected else { return .lost(HostError(error)) }
      return await comeBack(after: error, tell)
    }
  }

  private mutating func comeBack(after error: any Error, _ tell: Listener) async -> End {
    var reason = note(error)
    var insistence = Insistence(for: patience, after: .zero)
    while true {
      if isConnected {
        isConnected = false
        await tell(.lost(reason, patience))
        insistence = Insistence(for: patience)
      }
      guard let wait = insistence.next() else { return .lost(reason) }
      do {
        _ = try await Reactor.shared.wait(for: nil, until: .now + wait)
        return try await open().closing { try await resume($0, tell) }
      } catch {
        reason = note(error)
        if error is CancellationError { return .lost(reason) }
      }
    }
  }

  /// Words for an error; where nobody works at the run no connection was lost, so nothing is said of one.
  private mutating func note(_ error: any Error) -> HostError {
    guard error is Abandoned else { return HostError(error) }
    isConnected = false
    return HostError("nobody works at the run any more")
  }

  /// Compares how things stand with what is remembered, and follows from the byte that is not known yet.
  private mutating func resume(_ session: Session, _ tell: Listener) async throws -> End {
    var found = try await attach(session)
    if found.life == .dead {
      // The session that was lost may just hand the run to its guardian.
      _ = try await Reactor.shared.wait(for: nil, until: .now + .seconds(1))
      found = try await attach(session)
    }
    if found.life == .dead, isOwner {
      await tell(.died(isReboot: boot.map { $0 != found.boot } ?? false))
      let recovery = try await session.recover(run.name, of: target, secrets: secrets)
      found = try await attach(session)
      if found.life == .dead { throw HostError(recovery.lines.joined(separator: "\n")) }
    }
    isConnected = true
    switch found.life {
    case .gone: return .neverBegan(refusal: [])
    case .dead: return .ended(found.state)
    case .prepared where isOwner: try await session.dismiss()
    case .prepared, .working, .closed: break
    }
    await tell(.regained)
    return try await follow(session, tell)
  }

  private mutating func attach(_ session: Session) async throws -> Attachment {
    let found = try await session.attach(AttachRequest(target, run: run, after: position))
    if boot == nil { boot = found.boot }
    return found
  }

  private mutating func follow(_ session: Session, _ tell: Listener) async throws -> End {
    var position = position
    defer { self.position = position }
    let state = try await session.follow(orders, counting: &position) { await tell(.event($0)) }
    switch state {
    case .none, .preparing, .prepared: return .neverBegan(refusal: [])
    case .activating, .gated, .reverting:
      guard isOwner, patience > .zero else { return .ended(state) }
      throw Abandoned()
    default: return .ended(state)
    }
  }

  /// Worker and guardian died; the session that followed them can only say so, and another one finishes the run.
  private struct Abandoned: Error {}
}
