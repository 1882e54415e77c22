internal import Deploy
internal import Plan
internal import Playbook
internal import Transaction

/// The command `deploy`.
enum DeployCommand {
  static let spec = CommandSpec(
    "deploy", "PLAYBOOK", "carry a playbook out, or put everything back as it was",
    details: """
      Asks every host, shows what would change, and asks before the first change. Each host backs the old files up,
      installs the new ones, restarts, and looks whether all is well; if not, it puts the old files back by itself.
      """,
    examples: ["deploy playbooks/dedup-fix.yml", "deploy --yes --wait 5m playbooks/site.yml --limit web-1,web-2"],
    exitCodes: ExitCode.ofRun,
    options: [.yes, .protected, .recover, .acceptDrift, .rehash, .reconnect, .patience, .wait] + Arguments.steps
      + Arguments.fleet + Arguments.telling + Arguments.reporting + Reach.options
  ) { arguments, console in
    try await Reporting.run("deploy", arguments, console) { reporting, console in
      let path = try arguments.onlyWord("a playbook", "deploy")
      let file = try arguments.playbook(path)
      let agreement = try arguments.agreement(
        "deploy", over: try arguments.targets(of: file), of: file.playbook.inventory)
      var undertaking = try await Undertaking(
        playbook: file, arguments, console, try Reach(arguments, console),
        after: .asking(console, agreement.only(arguments.has(.recover))))
      undertaking.reconnectsFor = try arguments.duration(.reconnect, "deploy") ?? FleetRun.reconnectsFor
      undertaking.verbosity = try arguments.verbosity("deploy")
      undertaking.patience = try arguments.patience("deploy")
      undertaking.queue = try arguments.queue("deploy", console)
      undertaking.record = reporting.record(of: path)
      return try await undertaking.carryOut(agreement)
    }
  }
}

extension Undertaking {
  /// What a playbook wants, with its secrets.
  init(
    playbook file: PlaybookFile, _ arguments: Arguments, _ console: Console, _ reach: Reach,
    onlyReads: Bool = false, after leftovers: Leftovers = .untouched
  ) async throws {
    let targets = try arguments.targets(of: file)
    var known = file.sources
    let secrets = try await file.secrets(for: targets, console)
    known.fill(targets, secrets)
    let sources = file.pending(known)
    let acceptsDrift = arguments.has(.acceptDrift)
    let rehashes = arguments.has(.rehash)
    let survey = file.survey
    let revision = file.revision
    let history = file.history(revision)
    let detail: PlanDetail = arguments.has(.verbose) ? .whole : .brief
    self.init(
      console: console, reach: reach, name: file.playbook.name, place: file.path,
      targets: targets,
      planner: {
        Proposal.deploying(
          $0, sources, acceptsDrift: acceptsDrift, onlyReads: onlyReads, rehashes: rehashes, secrets: secrets,
          detail: detail, after: leftovers, survey: survey, history: history)
      },
      sources: sources, documents: file.documents(revision),
      parallel: try arguments.parallel())
    if detail == .whole { verbosity = .verbose }
    choice = arguments.stepWords
    if let remark = file.remark { console.say("\(file.path): \(remark)") }
  }
}

extension Arguments {
  /// The hosts of a playbook that the command line leaves, with the steps that it leaves.
  func targets(of file: PlaybookFile) throws(UsageError) -> [Target] {
    skippingUnreachable(try limit(file.playbook.targets, of: file.playbook.inventory)).map(stepChoice.applied)
  }

  func onlyWord(_ noun: String, _ command: String) throws(UsageError) -> String {
    guard let word = words.first else { throw UsageError("name \(noun)", command: command) }
    guard words.count == 1 else { throw UsageError("'\(words[1])' is one word too many", command: command) }
    return word
  }
}
