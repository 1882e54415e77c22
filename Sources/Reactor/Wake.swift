internal import Synchronization

/// Lets one task interrupt the wait of another.
///
/// A signal that comes while nobody waits is kept, and ends the next wait.
package final class Wake: Sendable {
  private enum State {
    case idle
    case signalled
    case awaited(Ticket)
  }

  private let state = Mutex(State.idle)

  package init() {}

  package func signal() {
    while let ticket = awakened() {
      if Reactor.shared.finish(ticket, .ended(.woken)) { return }
      // That wait had just ended for another reason: the signal is for the next one.
    }
  }

  private func awakened() -> Ticket? {
    state.withLock { state in
      guard case .awaited(let ticket) = state else {
        state = .signalled
        return nil
      }
      state = .idle
      return ticket
    }
  }

  /// True if a signal was kept, which this consumes.
  func attach(_ ticket: Ticket) -> Bool {
    state.withLock { state in
      if case .signalled = state {
        state = .idle
        return true
      }
      state = .awaited(ticket)
      return false
    }
  }

  func detach(_ ticket: Ticket) {
    state.withLock { state in
      if case .awaited(ticket) = state { state = .idle }
    }
  }
}
