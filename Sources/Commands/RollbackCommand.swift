internal import Deploy
internal import Plan
internal import Playbook

/// The command `rollback`.
enum RollbackCommand {
  private static let only = OptionSpec("only", nil, "undo this run alone, not the later ones")
  private static let map = OptionSpec(
    "map", nil, value: "NAME=PATH", "where a file of a folder made by hand belongs, - for nowhere; may be repeated")
  private static let skipUnmatched = OptionSpec(
    "skip-unmatched", nil, "leave out files of a folder made by hand that belong nowhere")

  static let spec = CommandSpec(
    "rollback", "PLACE [RUN]", "return to the state before a run",
    details: """
      PLACE is a playbook or HOST[:ROOT]. RUN is a timestamp such as 20260202_060240, a run's whole name, or 'latest'.
      Without it, a terminal gets the list to choose from. Undoes the run and every later one on that root, restarts
      what they restarted, and looks whether all is well. No playbook is needed: everything stands in the backup sets
      on the host.
      RUN can also be a folder that somebody made by hand in the backup folder: its files are put back where they
      belong. With a playbook as PLACE, its services are restarted and its gates asked then.
      """,
    examples: [
      "rollback root@lms.example.com:/root/projects/lms 20260202_060240",
      "rollback --only playbooks/dedup-fix.yml latest",
    ],
    exitCodes: ExitCode.ofRun,
    options: [
      .yes, .protected, .recover, only, map, skipUnmatched, .reconnect, .patience, .wait, .become, .becomeMethod,
    ]
      + Arguments.fleet + Arguments.telling + Arguments.reporting + Reach.options
  ) { arguments, console in
    try await Reporting.run("rollback", arguments, console) { reporting, console in
      guard let place = arguments.words.first else { throw UsageError("name a place", command: "rollback") }
      guard arguments.words.count <= 2 else {
        throw UsageError("'\(arguments.words[2])' is one word too many", command: "rollback")
      }
      let reach = try Reach(arguments, console)
      let (all, inventory) = try Place.hosts(place, arguments)
      let targets = arguments.skippingUnreachable(all)
      let agreement = try arguments.agreement("rollback", over: targets, of: inventory)
      var run = arguments.words.dropFirst().first ?? ""
      if arguments.words.count == 1 {
        let round = try Round(targets, reach, arguments, console)
        let choice = await Interrupts.watch(nil, console) { await choose(place, round) }
        switch choice {
        case .run(let name): run = name
        case .none(let code): return code
        }
      }
      var undertaking = try await undertaking(place, back: run, targets, arguments, agreement, reach, console)
      undertaking.record = reporting.record(of: place)
      return try await undertaking.carryOut(agreement)
    }
  }

  private static func undertaking(
    _ place: String, back run: String, _ targets: [Target], _ arguments: Arguments, _ agreement: Agreement,
    _ reach: Reach, _ console: Console
  ) async throws -> Undertaking {
    let secrets = try await Place.secrets(place, for: targets, arguments, console)
    let isOnly = arguments.has(only)
    let wishes = Adoption.Wishes(
      places: try places(arguments.all(map)), skipsUnmatched: arguments.has(skipUnmatched))
    // Who agrees to go back agrees to what has to go back first.
    let leftovers = Leftovers.asking(console, agreement.given(arguments.has(.recover)))
    var undertaking = Undertaking(
      console: console, reach: reach, name: "rollback", place: place,
      undone: (isOnly ? ["--only"] : []) + [place, run],
      options: arguments.becomeWords, targets: targets,
      planner: { Proposal.rollingBack($0, to: run, isOnly: isOnly, wishes, secrets: secrets, after: leftovers) })
    undertaking.reconnectsFor = try arguments.duration(.reconnect, "rollback") ?? FleetRun.reconnectsFor
    undertaking.verbosity = try arguments.verbosity("rollback")
    undertaking.patience = try arguments.patience("rollback")
    undertaking.parallel = try arguments.parallel("rollback")
    undertaking.queue = try arguments.queue("rollback", console)
    return undertaking
  }

  /// Reads `NAME=PATH` and `NAME=-`.
  private static func places(_ words: [String]) throws(UsageError) -> [String: String?] {
    var places: [String: String?] = [:]
    for word in words {
      guard let cut = word.lastIndex(of: "="), cut != word.startIndex, word.index(after: cut) != word.endIndex else {
        throw UsageError("--map needs NAME=PATH, found '\(word)'", command: "rollback")
      }
      let (name, path) = (String(word[..<cut]), String(word[word.index(after: cut)...]))
      guard places.updateValue(path == "-" ? nil : path, forKey: name) == nil else {
        throw UsageError("--map names '\(name)' twice", command: "rollback")
      }
    }
    return places
  }
}
