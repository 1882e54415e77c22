/// Whether the peer shows signs of life.
struct Pulse {
  /// libssh2 counts in whole seconds and sends nothing more often than every two.
  static let shortest = Duration.seconds(3)

  private let interval: Duration
  private let limit: Int
  private var unanswered = 0
  private(set) var next: ContinuousClock.Instant

  init(interval: Duration, limit: Int) {
    self.interval = max(interval, Pulse.shortest)
    self.limit = max(limit, 1)
    next = .now + self.interval
  }

  /// How long the peer may stay silent in all.
  var patience: Duration { interval * (limit + 1) }

  mutating func heard() {
    unanswered = 0
    next = .now + interval
  }

  /// Counts a question to the peer; false if too many are already open.
  mutating func beat() -> Bool {
    guard unanswered < limit else { return false }
    unanswered += 1
    next = .now + interval
    return true
  }
}
