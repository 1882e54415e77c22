internal import Deploy
internal import Plan
internal import Transaction

/// The command `plan`.
enum PlanCommand {
  private static let script = OptionSpec("script", nil, "show also what would run on each host")

  static let spec = CommandSpec(
    "plan", "PLAYBOOK", "show what a deploy would do, and how",
    details: "With --script it prints the transaction that each host would carry out.",
    options: [script, .acceptDrift] + Arguments.fleet + Reach.options
  ) { arguments, console in
    let undertaking = try Undertaking(
      playbook: try arguments.playbook(try arguments.onlyWord("a playbook", "plan")), arguments, console,
      try Reach(arguments, console))
    let showsScript = arguments.has(script)
    let outcomes = await undertaking.rehearse { results in
      guard showsScript else { return }
      for case (_, .success(let proposal)) in results where proposal.plan.hasChanges {
        let text = proposal.shownScript.text
        console.answer(String(decoding: text.dropLast(), as: UTF8.self))
      }
    }
    return ExitCode(outcomes)
  }
}
