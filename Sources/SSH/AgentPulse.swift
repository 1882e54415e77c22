internal import Synchronization

/// When an agent last answered anybody in this process, and whether it is to sign.
///
/// While an agent waits until its user has confirmed, or touched a key, it answers nobody: whoever asked meanwhile would
/// take it for one that hangs.
final class AgentPulse: Sendable {
  private struct State {
    var signing = 0
    var answered = ContinuousClock.now
  }

  private static let known = Mutex<[String: AgentPulse]>([:])
  private let state = Mutex(State())

  /// Of the agent behind this socket.
  static func at(_ path: String) -> AgentPulse {
    known.withLock { known in
      let pulse = known[path] ?? AgentPulse()
      known[path] = pulse
      return pulse
    }
  }

  func beginSigning() { state.withLock { $0.signing += 1 } }
  func endSigning() { state.withLock { $0.signing -= 1 } }
  func answer() { state.withLock { $0.answered = .now } }

  /// Until when an answer to somebody who asked then is waited for: so long as a person takes while one may be asked.
  func deadline(askedAt begin: ContinuousClock.Instant, _ patience: Duration) -> ContinuousClock.Instant {
    state.withLock { max(begin, $0.answered) + ($0.signing > 0 ? Self.personsPatience : patience) }
  }

  private static let personsPatience = Duration.seconds(120)
}
