internal import Reactor
internal import Synchronization

/// What one task finds out, and others wait for.
final class Finding<Value: Sendable>: Sendable {
  private enum State {
    case open([Wake])
    case closed(Value?)
  }

  private let state = Mutex(State.open([]))

  /// Tells all who wait; nil where it could not be found out.
  func close(_ value: Value?) {
    let waiting = state.withLock { state -> [Wake] in
      guard case .open(let waiting) = state else { return [] }
      state = .closed(value)
      return waiting
    }
    for wake in waiting { wake.signal() }
  }

  /// What was found out, once it is.
  func value() async throws(CancellationError) -> Value? {
    let wake = Wake()
    let known = state.withLock { state -> Value?? in
      switch state {
      case .closed(let value): return .some(value)
      case .open(let waiting):
        state = .open(waiting + [wake])
        return nil
      }
    }
    if let known { return known }
    _ = try await Reactor.shared.wait(for: nil, wake: wake)
    return state.withLock { state in
      guard case .closed(let value) = state else { return nil }
      return value
    }
  }
}
