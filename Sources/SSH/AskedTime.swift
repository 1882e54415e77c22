internal import Synchronization

/// How long people were asked while one log-in stood open, which a server ends after a while (`LoginGraceTime`).
final class AskedTime: Sendable {
  private let state = Mutex((sum: Duration.zero, mayRepeat: true))

  /// Below this, no server hangs up for it: who was asked for a password typed it in time.
  private static let long = Duration.seconds(10)

  /// True where that may be why a server hung up, and the answers serve another log-in.
  var isWorthAnother: Bool { state.withLock { $0.sum >= Self.long && $0.mayRepeat } }

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
