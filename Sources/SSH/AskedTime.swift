internal import Synchronization

/// How long people were asked while one log-in stood open, which a server ends after a while (`LoginGraceTime`).
final class AskedTime: Sendable {
  private let state = Mutex((begin: ContinuousClock.now, sum: Duration.zero, mayRepeat: true))

  /// No server ends a log-in that is younger for its age.
  private static let leastAge = Duration.seconds(10)
  /// Less than this changes nothing.
  private static let leastAsked = Duration.seconds(1)

  /// The log-in begins now.
  func start() { state.withLock { $0.begin = .now } }

  /// True where that may be why a server hung up just now, and the answers serve another log-in.
  var isWorthAnother: Bool {
    state.withLock { $0.mayRepeat && $0.sum >= Self.leastAsked && .now - $0.begin >= Self.leastAge }
  }

  func add(_ time: Duration, isLasting: Bool) {
    state.withLock { state in
      state.sum += time
      state.mayRepeat = state.mayRepeat && isLasting
    }
  }
}

extension SSHPrompts {
  /// The same questions, with the time that they take.
  func timed(by asked: AskedTime) -> SSHPrompts {
    var prompts = SSHPrompts.none
    if let secret {
      prompts.secret = { question in
        let begin = ContinuousClock.now
        defer { asked.add(.now - begin, isLasting: question.isLasting) }
        return await secret(question)
      }
    }
    if let hostKey {
      prompts.hostKey = { question in
        let begin = ContinuousClock.now
        defer { asked.add(.now - begin, isLasting: true) }
        return await hostKey(question)
      }
    }
    return prompts
  }
}
