internal import Deploy
internal import Plan
internal import Synchronization

/// The command `check`.
enum CheckCommand {
  private static let exitCode = OptionSpec("exit-code", nil, "end with 2 when changes are pending")

  static let spec = CommandSpec(
    "check", "PLAYBOOK...", "show what a deploy would do, and write nothing",
    details: "The plan is the one that deploy shows: the same questions, asked of the real hosts.",
    options: [exitCode, .acceptDrift] + Arguments.fleet + Reach.options
  ) { arguments, console in
    guard !arguments.words.isEmpty else { throw UsageError("name a playbook", command: "check") }
    // All playbooks are read before the first host is asked.
    let reach = try Reach(arguments, console)
    let undertakings = try arguments.playbooks(arguments.words).map {
      try Undertaking(playbook: $0, arguments, console, reach)
    }
    var codes: Set<ExitCode> = []
    for undertaking in undertakings {
      let isPending = Mutex(false)
      let outcomes = await undertaking.rehearse { results in
        for case (_, .success(let proposal)) in results where proposal.plan.hasChanges {
          isPending.withLock { $0 = true }
        }
      }
      codes.insert(ExitCode(outcomes))
      if arguments.has(exitCode), isPending.withLock({ $0 }) { codes.insert(.pending) }
    }
    return codes.contains(.notChanged) ? .notChanged : codes.contains(.pending) ? .pending : .done
  }
}
