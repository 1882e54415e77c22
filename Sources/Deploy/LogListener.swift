internal import Connection
package import Playbook
internal import Reactor
package import Transaction

/// Listens to what the services of one host say.
package struct LogListener: Sendable {
  package enum Heard: Sendable {
    case pieces([LogPiece])
    /// The host is gone, and is tried again.
    case lost(HostError)
    case regained
  }

  /// Between two questions.
  private static let pause = Duration.seconds(2)
  /// Between two attempts to come back: longer each time.
  private static let pauses = (first: Duration.milliseconds(500), longest: Duration.seconds(10))

  private let target: Target
  private let rules: LogRequest.Rules
  private let open: @Sendable (Target) async throws -> Session

  package init(
    _ target: Target, _ rules: LogRequest.Rules, open: @escaping @Sendable (Target) async throws -> Session
  ) {
    self.target = target
    self.rules = rules
    self.open = open
  }

  /// Hands on what is there; with `follows` also all that comes, until the task is cancelled: a host that is lost is come
  /// back to, and goes on where it was left.
  package func listen(follows: Bool, _ take: @Sendable (Heard) async -> Void) async throws {
    var request = LogRequest(target.logPlaces, at: target, rules)
    var (session, pieces) = try await begin(&request)
    await take(.pieces(pieces))
    while follows {
      do {
        try await session.linger(until: .now + Self.pause, wake: Wake())
        pieces = try await session.logs(&request)
      } catch  where Self.isLoss(error) {
        await session.close()
        await take(.lost(HostError(error)))
        (session, pieces) = try await comeBack(&request)
        await take(.regained)
      } catch {
        await session.close()
        throw error
      }
      if pieces.contains(where: { !$0.lines.isEmpty }) { await take(.pieces(pieces)) }
    }
    await session.close()
  }

  /// A session, and the first answer over it.
  private func begin(_ request: inout LogRequest) async throws -> (Session, [LogPiece]) {
    let session = try await open(target)
    do {
      return (session, try await session.logs(&request))
    } catch {
      await session.close()
      throw error
    }
  }

  private func comeBack(_ request: inout LogRequest) async throws -> (Session, [LogPiece]) {
    var pause = Self.pauses.first
    while true {
      // Not at the same moment as everybody else whom the same fault has hit.
      _ = try await Reactor.shared.wait(for: nil, until: .now + pause * Double.random(in: 0.75...1.25))
      do {
        return try await begin(&request)
      } catch  where Self.isLoss(error) {
        pause = min(pause * 2, Self.pauses.longest)
      }
    }
  }

  /// True for what another connection may not meet, such as a host that boots.
  private static func isLoss(_ error: any Error) -> Bool {
    switch error {
    case is ConnectionError, SessionError.ended, SessionError.silent, SessionError.neverBegan: true
    default: false
    }
  }
}

extension Session {
  fileprivate func logs(_ request: inout LogRequest) async throws -> [LogPiece] {
    switch try await ask(request.bytes) {
    case .refused(let replies): throw HostError(refusal: replies)
    case .done(let replies):
      do {
        return try request.take(replies)
      } catch {
        throw SessionError.malformed(error.reply.words.joined(separator: " "))
      }
    }
  }
}
