internal import Connection
internal import Playbook
internal import Reactor
internal import Transaction

extension HostCourse {
  /// Brings large contents to the host before its set, over as many connections as that takes.
  func bring(_ freight: Freight, over session: inout Session, for name: RunID) async throws {
    guard !freight.isEmpty else { return }
    var most = 0
    var insistence: Insistence?
    while true {
      do {
        try await session.bring(freight, to: target, for: name) { sent, total in
          // Who gets further begins anew to insist when the connection is lost the next time.
          if sent > most { (most, insistence) = (sent, nil) }
          run.report(Notice(host: target.host.name, matter: .sending(sent, of: total)))
        }
        return
      } catch {
        try await regain(&session, after: error, &insistence)
      }
    }
  }

  /// Makes a new connection in the place of one that was lost; throws what is no loss.
  func regain(_ session: inout Session, after error: any Error, _ insistence: inout Insistence?) async throws {
    guard Self.isLoss(error) else { throw error }
    let loss = HostError(error)
    await session.close()
    if insistence == nil {
      run.report(Notice(host: target.host.name, matter: .lost(loss, run.reconnectsFor)))
      insistence = Insistence(for: run.reconnectsFor)
    }
    session = try await rejoin(after: loss, &insistence)
  }

  private func rejoin(after loss: HostError, _ insistence: inout Insistence?) async throws -> Session {
    while let pause = insistence?.next() {
      _ = try await Reactor.shared.wait(for: nil, until: .now + pause)
      do {
        let session = try await run.rejoin(target)
        run.report(Notice(host: target.host.name, matter: .regained))
        return session
      } catch {
        if error is CancellationError || Self.isFinal(error) { throw error }
        // Perhaps only for now.
      }
    }
    throw loss
  }

  /// True where another attempt says the same, asks the same, or counts against an account.
  private static func isFinal(_ error: any Error) -> Bool {
    guard let error = error as? ConnectionError else { return false }
    switch error.kind {
    case .authentication, .hostKeyChanged, .hostKeyUnknown, .hostKeyRevoked, .needsOpenSSH, .configuration, .forbidden:
      return true
    case .unreachable, .refused, .timedOut, .turnedAway, .lost, .protocolError, .cancelled: return false
    }
  }

  /// True where the host was there, and is not reached any more.
  private static func isLoss(_ error: any Error) -> Bool {
    switch error {
    case let error as ConnectionError: [.lost, .timedOut, .protocolError].contains(error.kind)
    case SessionError.ended, SessionError.silent: true
    default: false
    }
  }
}
