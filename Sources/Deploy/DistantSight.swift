internal import Connection
internal import Plan
internal import Reactor
internal import Synchronization
internal import Transaction

/// The gates that this machine looks at for one host, and what it saw.
final class DistantSight: Sendable {
  private let gates: [DistantGate]
  /// What the report has to know, and was not told yet.
  private let events = Mutex<[Event]>([])

  private let dial: @Sendable () async throws -> any Connection

  /// Where a gate needs a tunnel to the host, `dial` makes the connection for it.
  init(_ gates: [DistantGate], _ dial: @escaping @Sendable () async throws -> any Connection) {
    self.gates = gates
    self.dial = dial
  }

  /// What was seen since the last call.
  func take() -> [Event] {
    events.withLock { events in
      defer { events = [] }
      return events
    }
  }

  /// Whether it was this that the host was told, and tells again.
  func said(_ event: Event) -> Bool {
    guard case .failed(let step, _) = event else { return false }
    return gates.contains { $0.number == step }
  }

  /// What all of them together say to a host: to commit, or why not; nil when nobody wants to know any more.
  func look(_ tell: (Event) -> Void) async -> Order? {
    for gate in gates {
      tell(.step(gate.number))
      do {
        switch try await gate.watch(dial) {
        case .passed(let words): tell(.ok(step: gate.number, words))
        case .failed(let reason, let lines):
          let seen = [.failed(step: gate.number, reason)] + lines.map { Event.output(step: gate.number, $0) }
          events.withLock { $0 += seen }
          seen.forEach(tell)
          return .fail(step: gate.number, reason: reason)
        }
      } catch {
        return nil
      }
    }
    return .commit
  }
}

extension DistantGate {
  enum Finding {
    case passed(String)
    case failed(String, lines: [String])
  }

  /// How long a single request may take.
  private static let mostForRequest = 5
  /// How long a connection for a tunnel may take.
  private static let mostForLogIn = 60

  /// After so long there is an answer.
  var mostSeconds: Int {
    within.wholeSeconds + stableFor.secondsFromZero + 2 * Self.mostForRequest + (tunnel == nil ? 0 : Self.mostForLogIn)
  }

  /// Says so before any host is changed if this machine cannot look at anything.
  static func checkTools() async throws {
    let isBlind = try await withSession { try await $0.ask(lookingFor: DistantLook.tools) }.contains {
      $0.words == ["blind"]
    }
    if isBlind {
      throw HostError(
        "this machine has neither curl nor wget, with which 'from: controller' looks", hint: "install one of them")
    }
  }

  /// Healthy is what stays so for a while, as on a host.
  ///
  /// Throws only when it is cancelled.
  func watch(_ dial: @escaping @Sendable () async throws -> any Connection) async throws(CancellationError) -> Finding {
    do {
      return try await Self.withSession { session in
        guard let tunnel else {
          return try await watch { try DistantAnswer(try await session.ask(lookingFor: DistantLook.request(check))) }
        }
        let sight = TunnelSight(check, at: tunnel, dial)
        do {
          let finding = try await watch { try await sight.look(session) }
          await sight.close()
          return finding
        } catch {
          await sight.close()
          throw error
        }
      }
    } catch let error as CancellationError {
      throw error
    } catch {
      return .failed("this machine cannot look: \(HostError(error).message)", lines: [])
    }
  }

  private func watch(_ look: () async throws -> DistantAnswer) async throws -> Finding {
    let begin = ContinuousClock.now
    var since: ContinuousClock.Instant?
    var tries = 0
    while true {
      tries += 1
      let seen = try await look()
      let now = ContinuousClock.now
      let spent = begin.duration(to: now)
      since = seen.isWell ? since ?? now : nil
      if let since, since.duration(to: now) >= stableFor {
        return .passed("\(seen.measured) after \(spent.components.seconds) s")
      }
      if spent >= within + stableFor || (since == nil && spent >= within) {
        return .failed(
          "not healthy within \(within.wholeSeconds) s: \(seen.measured) (\(tries) tries)", lines: seen.lines)
      }
      _ = try await Reactor.shared.wait(for: nil, until: now + every)
    }
  }

  /// A conversation with this machine.
  private static func withSession<Result>(_ body: (Session) async throws -> Result) async throws -> Result {
    try await Session(LocalConnection(), become: nil).closing(body)
  }
}

extension Session {
  /// What is answered to a request that cannot be refused.
  func ask(lookingFor request: [UInt8]) async throws -> [Reply] {
    switch try await ask(request) as Answer {
    case .done(let replies): return replies
    case .refused(let replies): throw HostError(refusal: replies)
    }
  }
}
