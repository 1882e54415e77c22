/// Hosts that are let go together, with what they are told and where they wait for each other.
final class Batch: Sendable {
  /// True where none commits before all have passed.
  let isTogether: Bool
  private let orders: FleetOrders
  private let gated: Muster<Bool, Void>

  init(_ hosts: [String], isTogether: Bool) {
    self.isTogether = isTogether && hosts.count > 1
    let orders = FleetOrders(for: hosts)
    self.orders = orders
    // Told as an order, so that a host that waits for the others is listened to meanwhile.
    gated = Muster(of: hosts.count) { reports in
      if reports.values.allSatisfy({ $0 }) { orders.commit() } else { orders.abort() }
    }
  }

  subscript(host: String) -> Orders { orders[host] }

  /// False when it is too late.
  func abort() -> Bool { orders.abort() }

  /// A host that goes no further stands in nobody's way.
  func leave(_ host: String) async { await gated.note(true, from: host) }

  /// A host that passed its gates goes on when all have.
  func pass(_ host: String) async {
    if isTogether { await gated.note(true, from: host) } else { orders.commit(host) }
  }

  /// A host that cannot commit any more takes the others back with it.
  func fall(_ host: String) async {
    guard isTogether else { return }
    orders.abort(sparing: host)
    await gated.note(false, from: host)
  }
}
