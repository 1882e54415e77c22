internal import Deploy
internal import Playbook

/// The command `rollback`.
enum RollbackCommand {
  private static let only = OptionSpec("only", nil, "undo this run alone, not the later ones")

  static let spec = CommandSpec(
    "rollback", "PLACE RUN", "return to the state before a run",
    details: """
      PLACE is a playbook or HOST[:ROOT]. RUN is a timestamp such as 20260202_060240, a run's whole name, or 'latest'.
      Undoes the run and every later one on that root, restarts what they restarted, and looks whether all is well.
      No playbook is needed: everything stands in the backup sets on the host.
      """,
    options: [.yes, only, .inventory, .become] + Reach.options
  ) { arguments, console in
    guard let place = arguments.words.first else { throw UsageError("name a place", command: "rollback") }
    guard arguments.words.count > 1 else {
      throw UsageError(
        "name the run: a timestamp, or 'latest' (deployctl backups \(place) lists them)", command: "rollback")
    }
    guard arguments.words.count == 2 else {
      throw UsageError("'\(arguments.words[2])' is one word too many", command: "rollback")
    }
    let run = arguments.words[1]
    let isOnly = arguments.has(only)
    let undertaking = Undertaking(
      console: console, reach: Reach(arguments, console), name: "rollback",
      targets: try Place.targets(place, arguments),
      planner: { Proposal.rollingBack($0, to: run, isOnly: isOnly) })
    return await undertaking.carryOut(isAgreed: arguments.has(.yes))
  }
}
