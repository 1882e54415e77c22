internal import Deploy
internal import Plan
internal import Terminal
internal import Transaction

/// The command `status`.
enum StatusCommand {
  static let spec = CommandSpec(
    "status", "PLACE...", "tell how places stand: services, last run, drift, what is owed or unfinished",
    details: """
      PLACE is a playbook, whose services are looked at too, or HOST[:ROOT]. Writes nothing. Ends with 8 when a service
      does not run, a file differs from what was last deployed, a restart is owed, a run has no verdict, or a lock is
      held by nobody that is known to be alive.
      """,
    examples: ["status playbooks/bots.yml", "status lms-prod:/root/projects/lms"],
    exitCodes: [.done, .usage, .notChanged, .finding, .interrupted],
    options: Arguments.round
  ) { arguments, console in
    guard !arguments.words.isEmpty else { throw UsageError("name a place", command: "status") }
    return await (try Round(arguments.words, arguments, console)).visit { visit in
      var condition = PlaceState(try await visit.sets(), of: visit.target)
      condition.take(try await visit.session.look(condition.request))
      visit.answer(PlaceText(condition, console.style).lines)
      return condition.hasFinding ? .finding : .done
    }
  }
}
