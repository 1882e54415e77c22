package import Reactor
internal import Synchronization

/// What a run on a host can be told while it goes on.
package enum Order: String, Sendable {
  case commit, abort
}

/// The orders that wait for one host.
package final class Orders: Sendable {
  /// Interrupts the wait for the host's next event.
  package let wake = Wake()
  private let waiting = Mutex<[Order]>([])

  package init() {}

  package func give(_ order: Order) {
    waiting.withLock { $0.append(order) }
    wake.signal()
  }

  package func take() -> [Order] {
    waiting.withLock { orders in
      defer { orders = [] }
      return orders
    }
  }
}
