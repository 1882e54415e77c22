internal import Deploy
internal import Plan
internal import Playbook
internal import SourceText
internal import Synchronization
internal import Transaction

/// The command `plan`.
enum PlanCommand {
  private static let script = OptionSpec("script", nil, "show also what would run on each host")

  private static let output = OptionSpec(
    "output", "o", value: "FILE", "write what 'apply' needs to carry out exactly this plan")

  static let spec = CommandSpec(
    "plan", "PLAYBOOK", "show what a deploy would do, and how",
    details: """
      With --script it prints the transaction that each host would carry out. With -o it writes a plan file, which holds
      hashes of the sources and of what the hosts have, and neither contents nor secrets.
      """,
    examples: [
      "plan playbooks/dedup-fix.yml", "plan --script playbooks/site.yml --limit web-1",
      "plan -o plan.json playbooks/site.yml",
    ],
    exitCodes: ExitCode.ofLook,
    options: [script, output, .acceptDrift, .rehash, .whole] + Arguments.steps + Arguments.fleet + Arguments.reporting
      + Reach.options
  ) { arguments, console in
    try await Reporting.run("plan", arguments, console) { reporting, console in
      let path = try arguments.onlyWord("a playbook", "plan")
      var file = try arguments.playbook(path)
      // What is written there is what was shown.
      if arguments.value(output) != nil { file = try file.whole() }
      var undertaking = try await Undertaking(
        playbook: file, arguments, console, try Reach(arguments, console), onlyReads: arguments.value(output) == nil)
      undertaking.record = reporting.record(of: path)
      let showsScript = arguments.has(script)
      let seen = Mutex<[String: Proposal.Fingerprint]>([:])
      let outcomes = try await undertaking.rehearse { results in
        for case (let target, .success(let proposal)) in results {
          seen.withLock { $0[target.host.name] = proposal.fingerprint }
          guard showsScript, proposal.plan.hasChanges else { continue }
          let text = proposal.shownScript.text
          console.answer(String(decoding: text.dropLast(), as: UTF8.self))
        }
      }
      let code = ExitCode(outcomes)
      if code == .done, let output = arguments.value(output) {
        try PlanFile(file, arguments, seen.withLock { $0 }).write(to: output)
        console.say("wrote \(output.terminalSafe); carry it out with: deployctl apply \(output.terminalSafe)")
      }
      return code
    }
  }
}
