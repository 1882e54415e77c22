/// How a lost connection is tried again: soon at first, then after pauses that double up to five seconds, for a while.
struct Insistence {
  private let deadline: ContinuousClock.Instant
  private var pause: Duration

  init(for patience: Duration, after first: Duration = .milliseconds(200)) {
    deadline = .now + patience
    pause = first
  }

  /// How long to wait before the next attempt; nil if the time is over.
  mutating func next() -> Duration? {
    // Not at the same moment as everybody else whom the same fault has hit.
    let wait = pause * Double.random(in: 0.75...1.25)
    pause = min(max(pause * 2, .milliseconds(200)), .seconds(5))
    return ContinuousClock.now + wait < deadline ? wait : nil
  }
}
