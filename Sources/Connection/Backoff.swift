/// How long to wait before something is tried once more: longer each time, and never in step with others.
struct Backoff {
  private(set) var attempts = 0
  private var pause = Duration.milliseconds(100)
  private static let longest = Duration.seconds(3)

  /// Counts an attempt that failed; nil if there is no time for another.
  mutating func next(until deadline: ContinuousClock.Instant) -> Duration? {
    attempts += 1
    let jittered = pause * Double.random(in: 0.5...1.5)
    pause = min(pause * 2, Backoff.longest)
    return ContinuousClock.now + jittered < deadline ? jittered : nil
  }
}
