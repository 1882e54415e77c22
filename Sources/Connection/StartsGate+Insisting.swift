internal import Reactor

extension StartsGate {
  /// Tries again where the host turns connections away, until its time is up; has to be done inside.
  package func insist<Value>(
    at place: String, of host: String, within patience: Duration,
    _ attempt: (ContinuousClock.Instant) async throws(ConnectionError) -> Value
  ) async throws(ConnectionError) -> Value {
    let deadline = ContinuousClock.now + patience
    var backoff = Backoff()
    var rebuff: ConnectionError?
    while true {
      do {
        return try await attempt(deadline)
      } catch {
        if error.kind == .turnedAway {
          rebuff = error
          narrow(place)
        }
        // A last attempt that runs out of time says less than those before it.
        guard let rebuff, [.turnedAway, .timedOut].contains(error.kind) else { throw error }
        guard let pause = backoff.next(until: deadline) else { throw rebuff.given(up: backoff.attempts, patience) }
        do {
          _ = try await Reactor.shared.wait(for: nil, until: .now + pause)
        } catch {
          throw .cancelled(host)
        }
      }
    }
  }
}

extension ConnectionError {
  fileprivate func given(up attempts: Int, _ patience: Duration) -> ConnectionError {
    ConnectionError(
      host: host, kind, "\(message); tried \(attempts) times within \(patience.components.seconds) s",
      hint: "sshd does so when too many log in at once (MaxStartups), a firewall or fail2ban when it bans an address")
  }
}
