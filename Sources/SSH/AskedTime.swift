internal import Synchronization

/// How long people were asked while one log-in stood open, which a server ends after a while (`LoginGraceTime`).
final class AskedTime: Sendable {
  private let sum = Mutex(Duration.zero)

  /// True once that may be why a server hung up.
  var isLong: Bool { sum.withLock { $0 >= .seconds(1) } }

  func add(_ time: Duration) { sum.withLock { $0 += time } }
}

extension SSHPrompts {
  /// The same questions, with the time that they take.
  func timed(by asked: AskedTime) -> SSHPrompts {
    var prompts = SSHPrompts.none
    if let secret {
      prompts.secret = { question in
        let begin = ContinuousClock.now
        defer { asked.add(.now - begin) }
        return await secret(question)
      }
    }
    if let hostKey {
      prompts.hostKey = { question in
        let begin = ContinuousClock.now
        defer { asked.add(.now - begin) }
        return await hostKey(question)
      }
    }
    return prompts
  }
}
