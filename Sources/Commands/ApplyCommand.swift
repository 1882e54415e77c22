internal import Deploy
internal import Plan
internal import Playbook
internal import SourceText
internal import Transaction

/// The command `apply`.
enum ApplyCommand {
  static let spec = CommandSpec(
    "apply", "FILE", "carry out exactly the plan that 'plan -o FILE' showed",
    details: """
      Refuses when the playbook, one of its sources, or what the plan found on a host has changed since. Variables
      (-e) and inventory (-i) have to be given as for the plan; the file holds no contents and no secrets.
      """,
    examples: ["apply plan.json", "apply --yes --format github plan.json"], exitCodes: ExitCode.ofRun,
    options: [.yes, .protected, .reconnect, .patience, .wait, .parallel] + Arguments.playbook + Arguments.telling
      + Arguments.reporting
      + Reach.options
  ) { arguments, console in
    try await Reporting.run("apply", arguments, console) { reporting, console in
      let path = try arguments.onlyWord("a plan file", "apply")
      let plan = try PlanFile.read(path)
      let chosen = arguments.choosing(plan)
      let file = try chosen.playbook(plan.playbook).whole()
      let changed = plan.changedSources(file)
      guard changed.isEmpty else {
        throw LocalFile.Failure(
          message: "\(path): changed since the plan was made: \(changed.joined(separator: ", "))\n"
            + "hint: look at it again: deployctl plan -o \(path) \(plan.playbook)")
      }
      var undertaking = try await Undertaking(playbook: file, chosen, console, try Reach(arguments, console))
      let agreement = try arguments.agreement("apply", over: undertaking.targets, of: file.playbook.inventory)
      undertaking.hold(to: plan, path)
      let hosts = Set(undertaking.targets.map(\.host.name))
      guard hosts == Set(plan.hosts.keys) else {
        let others = hosts.symmetricDifference(plan.hosts.keys).sorted().joined(separator: ", ")
        throw LocalFile.Failure(
          message: "\(path): the hosts are not those of the plan: \(others)\n"
            + "hint: look at it again: deployctl plan -o \(path) \(plan.playbook)")
      }
      undertaking.reconnectsFor = try arguments.duration(.reconnect, "apply") ?? FleetRun.reconnectsFor
      undertaking.verbosity = try arguments.verbosity("apply")
      undertaking.patience = try arguments.patience("apply")
      undertaking.queue = try arguments.queue("apply", console)
      undertaking.record = reporting.record(of: plan.playbook)
      return try await undertaking.carryOut(agreement)
    }
  }
}

extension Undertaking {
  /// Refuses a host whose plan is another one now.
  fileprivate mutating func hold(to plan: PlanFile, _ path: String) {
    let planner = planner
    self.planner = { target in
      let propose = planner(target)
      return { session, candidates in
        let proposal = try await propose(session, candidates)
        // What is refused has its own words.
        guard proposal.plan.objections.isEmpty, let earlier = plan.hosts[target.host.name] else { return proposal }
        let differences = proposal.fingerprint.differences(from: earlier)
        guard differences.isEmpty else {
          throw HostError(
            "not as it was when the plan was made: \(differences.joined(separator: ", "))",
            hint: "look at it again: deployctl plan -o \(path) \(plan.playbook)")
        }
        return proposal
      }
    }
  }
}
