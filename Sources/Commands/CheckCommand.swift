internal import Deploy
internal import Plan
internal import Synchronization

/// The command `check`.
enum CheckCommand {
  private static let exitCode = OptionSpec("exit-code", nil, "end with 2 when changes are pending")

  static let spec = CommandSpec(
    "check", "PLAYBOOK...", "show what a deploy would do, and write nothing",
    details: "The plan is the one that deploy shows: the same questions, asked of the real hosts.",
    options: [exitCode, .acceptDrift] + Arguments.fleet + Arguments.reporting + Reach.options
  ) { arguments, console in
    try await Reporting.run("check", arguments, console) { reporting, console in
      var codes: Set<ExitCode> = []
      for undertaking in try await undertakings(arguments, reporting, console) {
        codes.insert(await check(undertaking, countsPending: arguments.has(exitCode)))
      }
      return [.notChanged, .pending].first(where: codes.contains) ?? .done
    }
  }

  /// All playbooks are read before the first host is asked, and what is wrong in any of them is told at once.
  private static func undertakings(
    _ arguments: Arguments, _ reporting: Reporting, _ console: Console
  ) async throws -> [Undertaking] {
    guard !arguments.words.isEmpty else { throw UsageError("name a playbook", command: "check") }
    let reach = try Reach(arguments, console)
    var undertakings: [Undertaking] = []
    for file in try arguments.playbooks(arguments.words) {
      var undertaking = try await Undertaking(playbook: file, arguments, console, reach)
      undertaking.record = reporting.record(of: file.path)
      undertakings.append(undertaking)
    }
    return undertakings
  }

  private static func check(_ undertaking: Undertaking, countsPending: Bool) async -> ExitCode {
    let isPending = Mutex(false)
    let outcomes = await undertaking.rehearse { results in
      for case (_, .success(let proposal)) in results where proposal.plan.hasChanges {
        isPending.withLock { $0 = true }
      }
    }
    let code = ExitCode(outcomes)
    return code == .done && countsPending && isPending.withLock { $0 } ? .pending : code
  }
}
