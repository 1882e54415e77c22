internal import Deploy
internal import Plan
internal import Transaction

/// The command `plan`.
enum PlanCommand {
  private static let script = OptionSpec("script", nil, "show also what would run on each host")

  static let spec = CommandSpec(
    "plan", "PLAYBOOK", "show what a deploy would do, and how",
    details: "With --script it prints the transaction that each host would carry out.",
    examples: ["plan playbooks/dedup-fix.yml", "plan --script playbooks/site.yml --limit web-1"],
    exitCodes: ExitCode.ofLook,
    options: [script, .acceptDrift] + Arguments.steps + Arguments.fleet + Arguments.reporting + Reach.options
  ) { arguments, console in
    try await Reporting.run("plan", arguments, console) { reporting, console in
      let path = try arguments.onlyWord("a playbook", "plan")
      var undertaking = try await Undertaking(
        playbook: try arguments.playbook(path), arguments, console, try Reach(arguments, console),
        onlyReads: true)
      undertaking.record = reporting.record(of: path)
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
}
