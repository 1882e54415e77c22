internal import Deploy
internal import Plan
internal import Playbook
internal import Synchronization
internal import Transaction

/// Shows all plans and asks whether to carry them out.
final class Consenting: Sendable {
  private let screen: Screen
  private let console: Console
  private let agreement: Agreement
  private let refusal = Mutex<String?>(nil)

  init(_ screen: Screen, _ console: Console, _ agreement: Agreement) {
    self.screen = screen
    self.console = console
    self.agreement = agreement
  }

  /// Why nothing was carried out although everything could have been; nil when nobody said no.
  var declined: String? { refusal.withLock { $0 } }

  func decide(_ results: [(Target, Result<Proposal, HostError>)]) async -> Consent {
    screen.show(results)
    guard let proposals = results.map(\.1).agreeable else { return .stop }
    let changing = proposals.map(\.plan).filter(\.hasChanges).map(\.target)
    guard !changing.isEmpty else { return .stop }
    switch await agreement.ask("carry this out", changing: changing, console) {
    case .agreed: return .proceed
    case .declined(let reason):
      refusal.withLock { $0 = reason }
      return .stop
    }
  }
}
