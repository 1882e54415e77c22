package import Playbook
internal import Reactor
package import Transaction

/// Listens to what the services of one host say.
package struct LogListener: Sendable {
  /// Between two questions.
  private static let pause = Duration.seconds(2)

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

  /// Hands on what is there; with `follows` also all that comes, until the task is cancelled or the host is lost.
  package func listen(follows: Bool, _ take: @Sendable ([LogPiece]) async -> Void) async throws {
    let session = try await open(target)
    do {
      var request = LogRequest(target.logPlaces, at: target, rules)
      await take(try await session.logs(&request))
      while follows {
        try await session.linger(until: .now + Self.pause, wake: Wake())
        let pieces = try await session.logs(&request)
        if pieces.contains(where: { !$0.lines.isEmpty }) { await take(pieces) }
      }
    } catch {
      await session.close()
      throw error
    }
    await session.close()
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
