internal import Deploy
internal import Playbook
internal import Transaction

/// The command `attach`.
enum AttachCommand {
  static let spec = CommandSpec(
    "attach", "PLACE [RUN]", "follow a run that is at work, or tell what became of one",
    details: """
      PLACE is a playbook or HOST[:ROOT]. RUN is a timestamp, a run's whole name, or 'latest'. Without RUN, the one that
      is at work is taken, else the newest. Ends like the run itself; Ctrl-C only stops looking.
      """,
    examples: ["attach playbooks/dedup-fix.yml", "attach lms-prod:/root/projects/lms 20260202_060240"],
    exitCodes: ExitCode.ofRun,
    options: [.reconnect] + Arguments.place
  ) { arguments, console in
    guard let place = arguments.words.first else { throw UsageError("name a place", command: "attach") }
    guard arguments.words.count <= 2 else {
      throw UsageError("'\(arguments.words[2])' is one word too many", command: "attach")
    }
    let wanted = arguments.words.dropFirst().first
    let reach = try Reach(arguments, console)
    let targets = try Place.targets(place, arguments)
    let patience = try arguments.duration(.reconnect, "attach") ?? FleetRun.reconnectsFor
    let words = "left; what goes on at the host goes on, and 'deployctl attach' shows it again"
    return await Interrupts.watch(nil, console, saying: words, code: .leftRunning) {
      await follow(targets, wanted, patience, reach, console)
    }
  }

  private static func follow(
    _ targets: [Target], _ wanted: String?, _ patience: Duration, _ reach: Reach, _ console: Console
  ) async -> ExitCode {
    await withTaskGroup(of: (Int, Screen, Outcome).self) { group in
      for (index, target) in targets.enumerated() {
        group.addTask {
          // Each host may have another run to look at.
          let screen = Screen(console, options: reach.words)
          let onlooker = Onlooker(
            target, run: wanted, patience: patience,
            open: { try await reach.open($0) },
            see: { screen.see($0) }, report: { screen.take($0) })
          return (index, screen, await onlooker.outcome())
        }
      }
      var seen: [Int: (Screen, Outcome)] = [:]
      for await (index, screen, outcome) in group { seen[index] = (screen, outcome) }
      let all = targets.indices.compactMap { seen[$0] }
      for (target, (screen, outcome)) in zip(targets, all) { screen.conclude([target], [outcome]) }
      return ExitCode(all.map(\.1))
    }
  }
}

extension OptionSpec {
  static let reconnect = OptionSpec(
    "reconnect", value: "TIME", "how long to try again when a connection is lost after the start (2m)")
}
