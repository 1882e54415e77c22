internal import Synchronization

/// The orders for all hosts of a run.
///
/// Once the hosts may commit none is told to revert, since some would have committed by then.
final class FleetOrders: Sendable {
  private let orders: [String: Orders]
  private let mayCommit = Mutex(false)

  init(for hosts: [String]) {
    orders = Dictionary(uniqueKeysWithValues: hosts.map { ($0, Orders()) })
  }

  subscript(host: String) -> Orders { orders[host] ?? Orders() }

  func commit() {
    mayCommit.withLock { mayCommit in
      mayCommit = true
      for orders in orders.values { orders.give(.commit) }
    }
  }

  /// False when it is too late.
  @discardableResult
  func abort(sparing spared: String? = nil) -> Bool {
    mayCommit.withLock { mayCommit in
      guard !mayCommit else { return false }
      for (host, orders) in orders where host != spared { orders.give(.abort) }
      return true
    }
  }
}
