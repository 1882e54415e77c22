internal import Plan
internal import Transaction

/// How far one host has come since it was let go, as far as it was heard.
struct HostProgress {
  /// How long the host waits for an order once its gates have passed; nil where it needs none.
  private let patience: Int?
  private var isConnected = true
  private var state = SetSummary.State.activating

  init(patience: Int?) { self.patience = patience }

  mutating func note(_ matter: Notice.Matter) {
    switch matter {
    case .lost: isConnected = false
    case .regained: isConnected = true
    case .event(.state(let state)): self.state = state
    case .event(.aborted), .event(.failed), .event(.recovering): state = .reverting
    case .event, .connected, .reading, .sending, .prepared, .died, .confirmed: break
    }
  }

  /// An order counts as heard while the connection stands: it is passed on at once.
  func prospect(_ given: [Order]) -> Prospect {
    switch state {
    case .committed: return .commits
    case .reverting, .reverted, .stuck: return .reverts
    default: break
    }
    if isConnected, given.contains(.commit) { return .commits }
    if isConnected, given.contains(.abort) { return .reverts }
    return patience.map { .revertsWithoutOrder(seconds: $0) } ?? .byItsGates
  }
}
