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
  static func asking(_ console: Console, isAgreed: Bool) -> Leftovers {
    Leftovers { target, dead in
      if isAgreed { return true }
      guard console.isInteractive else { return false }
      let runs = dead.map { "\($0.name) (\($0.state.rawValue))" }.joined(separator: ", ").terminalSafe
      return await Prompt.shared.confirm(
        "\(target.host.name.terminalSafe): a run died here and left \(runs). Finish it or take it back first?")
    } tell: { target, set, recovery in
      console.say("\(target.host.name.terminalSafe): recovered \(set.name.terminalSafe)")
      for line in recovery.lines { console.say("  \(line.terminalSafe)") }
    }
  }
}
