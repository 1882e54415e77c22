internal import Deploy
internal import Plan
internal import Playbook
internal import Synchronization
internal import Transaction

/// Shows all plans and asks whether to carry them out.
final class Consenting: Sendable {
  private let screen: Screen
  private let console: Console
  private let isAgreed: Bool
  private let refusal = Mutex<String?>(nil)

  /// Agreed beforehand is what `--yes` says.
  init(_ screen: Screen, _ console: Console, isAgreed: Bool) {
    self.screen = screen
    self.console = console
    self.isAgreed = isAgreed
  }

  /// Why nothing was carried out although everything could have been; nil when nobody said no.
  var declined: String? { refusal.withLock { $0 } }

  func decide(_ results: [(Target, Result<Proposal, HostError>)]) async -> Consent {
    screen.show(results)
    guard let proposals = results.map(\.1).agreeable, proposals.contains(where: { $0.plan.hasChanges }) else {
      return .stop
    }
    if isAgreed { return .proceed }
    guard console.isInteractive else {
      refusal.withLock { $0 = "there is no terminal to ask on: add --yes to carry the plan out" }
      return .stop
    }
    if await Prompt.shared.confirm("carry this out?") { return .proceed }
    refusal.withLock { $0 = "declined; nothing was changed" }
    return .stop
  }
}
