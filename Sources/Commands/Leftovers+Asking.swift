internal import Deploy
internal import Plan
internal import Playbook
internal import SourceText
internal import Transaction

extension OptionSpec {
  static let recover = OptionSpec("recover", nil, "first finish or take back what a dead run left, without asking")
}

extension Leftovers {
  /// Recovers what the user agrees to; without a terminal only what was agreed to beforehand.
  static func asking(_ console: Console, _ agreement: Agreement) -> Leftovers {
    Leftovers { target, dead in
      let host = target.host.name.terminalSafe
      let runs = dead.map { "\($0.name) (\($0.state.rawValue))" }.joined(separator: ", ").terminalSafe
      let question = "first finish or take back \(runs), which died at \(host)"
      switch await agreement.ask(question, changing: [target], yes: .recover, console) {
      case .agreed: return true
      case .declined(let reason):
        // That a dead run stands in the way is said with the plan; only there it is not said that names are missing.
        if target.host.isProtected { console.say("\(host): \(reason)") }
        return false
      }
    } tell: { target, set, recovery in
      console.say("\(target.host.name.terminalSafe): recovered \(set.name.terminalSafe)")
      for line in recovery.lines { console.say("  \(line.terminalSafe)") }
    }
  }
}
