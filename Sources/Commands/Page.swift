internal import Synchronization

/// What is said of one host while others are visited too: kept until all is said that comes before it.
final class Page: Sendable {
  private struct State {
    var isOpen = false
    var kept: [@Sendable () -> Void] = []
  }

  private let state = Mutex(State())

  /// Writes at once where the page is open.
  func put(_ write: @escaping @Sendable () -> Void) {
    state.withLock { state in
      if state.isOpen { write() } else { state.kept.append(write) }
    }
  }

  func open() {
    state.withLock { state in
      for write in state.kept { write() }
      state.kept = []
      state.isOpen = true
    }
  }
}
