internal import Synchronization

/// The orders for all hosts of a run.
///
/// The first decision stands. Once the hosts may commit none is told to revert, since some would have committed by then;
/// once they were told to revert none is told to commit.
final class FleetOrders: Sendable {
  private let orders: [String: Orders]
  private let decision = Mutex<Order?>(nil)

  init(for hosts: [String]) {
    orders = Dictionary(uniqueKeysWithValues: hosts.map { ($0, Orders()) })
  }

  subscript(host: String) -> Orders { orders[host] ?? Orders() }

  func commit() {
    decision.withLock { decision in
      guard decision == nil else { return }
      decision = .commit
      for orders in orders.values { orders.give(.commit) }
    }
  }

  /// Where each host decides for itself.
  func commit(_ host: String) {
    decision.withLock { decision in
      if decision == nil { orders[host]?.give(.commit) }
    }
  }

  /// False when it is too late.
  @discardableResult
  func abort(sparing spared: String? = nil) -> Bool {
    decision.withLock { decision in
      guard decision != .commit else { return false }
      decision = .abort
      for (host, orders) in orders where host != spared { orders.give(.abort) }
      return true
    }
  }
}
