internal import Reactor
internal import Synchronization

/// Lets connections begin a few at a time: a server turns away those that come all at once (`MaxStartups`).
///
/// A connection counts from its first byte until it has logged in, as it does for the server.
package final class StartsGate: Sendable {
  /// The gate of this process.
  package static let shared = StartsGate()

  fileprivate struct State {
    var inside: [String: Int] = [:]
    /// Places that take fewer at once than others.
    var narrow: [String: Int] = [:]
    var queues: [String: [Waiting]] = [:]
    var lastTicket = 0
    /// Who was let in by somebody who left, and has not noticed yet.
    var admitted: Set<Int> = []
    /// When the next connection may begin, whatever its place.
    var next: ContinuousClock.Instant?
  }

  fileprivate struct Waiting {
    let ticket: Int
    let wake: Wake
  }

  private let state = Mutex(State())
  private let width: Int
  private let burst: Int
  private let interval: Duration

  /// At most `width` connections at once begin with one place, and after the first `burst` of them at most `perSecond`
  /// with all places together.
  package init(width: Int = 8, perSecond: Int = 100, burst: Int = 20) {
    self.width = width
    self.burst = burst
    interval = .seconds(1) / perSecond
  }

  /// Waits for its turn; whoever was let in leaves again.
  package func enter(_ place: String) async throws(CancellationError) {
    let wake = Wake()
    let ticket = state.withLock { state -> Int? in
      guard state.inside[place, default: 0] >= state.narrow[place] ?? width else {
        state.inside[place, default: 0] += 1
        return nil
      }
      state.lastTicket += 1
      state.queues[place, default: []].append(Waiting(ticket: state.lastTicket, wake: wake))
      return state.lastTicket
    }
    if let ticket { try await queue(ticket, wake, place) }
    let start = state.withLock { $0.start(now: .now, interval, burst) }
    do {
      // A moment that has passed needs no wait, and a wait would not notice a cancelled task.
      if start > .now { _ = try await Reactor.shared.wait(for: nil, until: start) }
    } catch {
      leave(place)
      throw error
    }
  }

  package func leave(_ place: String) {
    state.withLock { $0.leave(place, width) }?.signal()
  }

  /// From now on lets half as many in at once where somebody was turned away.
  package func narrow(_ place: String) {
    state.withLock { $0.narrow[place] = max(1, ($0.narrow[place] ?? width) / 2) }
  }

  private func queue(_ ticket: Int, _ wake: Wake, _ place: String) async throws(CancellationError) {
    while !state.withLock({ $0.admitted.remove(ticket) != nil }) {
      do {
        _ = try await Reactor.shared.wait(for: nil, wake: wake)
      } catch {
        state.withLock { $0.abandon(ticket, place, width) }?.signal()
        throw error
      }
    }
  }
}

extension StartsGate.State {
  fileprivate mutating func start(
    now: ContinuousClock.Instant, _ interval: Duration, _ burst: Int
  ) -> ContinuousClock.Instant {
    let start = max(next ?? now, now - interval * burst)
    next = start + interval
    return start
  }

  /// Passes the place on to whoever waits the longest; returns who has to be told.
  fileprivate mutating func leave(_ place: String, _ width: Int) -> Wake? {
    let left = inside[place, default: 1] - 1
    inside[place] = left == 0 ? nil : left
    guard var queue = queues[place], left < narrow[place] ?? width else { return nil }
    let first = queue.removeFirst()
    queues[place] = queue.isEmpty ? nil : queue
    inside[place] = left + 1
    admitted.insert(first.ticket)
    return first.wake
  }

  fileprivate mutating func abandon(_ ticket: Int, _ place: String, _ width: Int) -> Wake? {
    if admitted.remove(ticket) != nil { return leave(place, width) }
    queues[place]?.removeAll { $0.ticket == ticket }
    if queues[place]?.isEmpty == true { queues[place] = nil }
    return nil
  }
}
