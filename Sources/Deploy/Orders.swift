package import Reactor
internal import Synchronization

/// What a run on a host can be told while it goes on.
package enum Order: Sendable, Equatable {
  case commit, abort
  /// A gate failed that this machine looked at; the host keeps why it was told to revert.
  case fail(step: Int, reason: String)

  /// As a host is told.
  var line: String {
    switch self {
    case .commit: "commit"
    case .abort: "abort"
    case .fail(let step, let reason):
      "abort \(step) " + reason.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
  }
}

/// The orders for one host.
///
/// They are kept, because the connection that passed one on may have been lost with it.
package final class Orders: Sendable {
  private struct State {
    var given: [Order] = []
    var wakes: [Wake] = []
  }

  private let state = Mutex(State())

  package init() {}

  package func give(_ order: Order) {
    let wakes = state.withLock { state in
      if !state.given.contains(order) { state.given.append(order) }
      return state.wakes
    }
    for wake in wakes { wake.signal() }
  }

  package var given: [Order] { state.withLock { $0.given } }

  /// All orders from the first, for one connection.
  package func feed() -> OrderFeed {
    let feed = OrderFeed(self)
    state.withLock { $0.wakes.append(feed.wake) }
    return feed
  }

  fileprivate func forget(_ wake: Wake) {
    state.withLock { state in state.wakes.removeAll { $0 === wake } }
  }
}

/// The orders as one connection passes them on.
package final class OrderFeed {
  /// Interrupts the wait for the host's next event.
  package let wake = Wake()
  private let orders: Orders
  private var passed = 0

  fileprivate init(_ orders: Orders) { self.orders = orders }

  deinit { orders.forget(wake) }

  package func next() -> Order? {
    let given = orders.given
    guard passed < given.count else { return nil }
    passed += 1
    return given[passed - 1]
  }
}
