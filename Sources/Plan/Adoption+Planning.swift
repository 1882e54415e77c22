internal import Playbook

extension Adoption {
  /// Asks for the states of both sides.
  package func questions(for pairs: [Pair]) -> Questions {
    var questions = Questions(root: target.root, backups: target.backups)
    for pair in pairs {
      questions.ask(file: pair.path, wanted: nil)
      if let saved = place(of: pair.file) { questions.ask(file: saved, wanted: nil) }
    }
    return questions
  }

  /// Asks what the plan needs; contents are sent of what differs only.
  package func questions(for pairs: [Pair], after states: Facts) throws(Unfit) -> Questions {
    var questions = Plan.questions(for: aim(pairs), sources: try sources(pairs, states))
    for pair in pairs {
      guard let saved = place(of: pair.file) else { continue }
      questions.ask(file: saved, wanted: states.observations[entryPath(pair.path)]?.state.hash)
    }
    return questions
  }

  package func plan(_ pairs: [Pair], _ facts: Facts) throws(Unfit) -> Plan {
    let aim = aim(pairs)
    let plan = Plan(aim, facts: facts, sources: try sources(pairs, facts))
    guard let first = plan.steps.first else { return plan }
    // No line of a playbook asked for it.
    let putBack = PlannedStep(
      number: first.number, title: first.title, place: folder, verdict: first.verdict, paths: first.paths)
    return Plan(
      aim, entries: plan.entries, steps: [putBack] + plan.steps.dropFirst(), refusals: plan.refusals,
      notes: plan.notes + (plan.hasChanges ? notes : []), paid: plan.paid,
      accountChanges: plan.accountChanges)
  }

  /// The target with the files to put back in place of all that its playbook changes.
  private func aim(_ pairs: [Pair]) -> Target {
    let rest = target.steps.filter { step in
      switch step.kind {
      case .service, .healthy, .logs: true
      case .copy, .template, .patch, .directory, .link, .remove, .git, .run: false
      }
    }
    let step = Step.adopting(pairs.map { ($0.file, $0.path) }, of: folder)
    return Target(
      host: target.host, root: target.root, backups: target.backups, become: target.become, steps: [step] + rest,
      conduct: target.conduct)
  }

  private func sources(_ pairs: [Pair], _ facts: Facts) throws(Unfit) -> Sources {
    var sources: Sources = [:]
    var reasons: [String] = []
    for pair in pairs {
      let saved = place(of: pair.file).map(entryPath)
      let state = saved.flatMap { facts.observations[$0]?.state } ?? .absent
      let bytes = saved.flatMap { facts.contents[$0] }
      sources[pair.file] = SourceFile(of: folder, pair.file, state, bytes: bytes)
      if sources[pair.file] == nil {
        reasons.append("\(pair.file): not a file that this account can read; leave it out with --map \(pair.file)=-")
      }
    }
    guard reasons.isEmpty else { throw Unfit(reasons) }
    return sources
  }

  private var notes: [String] {
    let restarts = target.steps.contains { if case .service = $0.kind { true } else { false } }
    if restarts { return [] }
    return [
      target.steps.isEmpty
        ? "no service will be restarted, since \(folder) does not tell which: name a playbook instead of the host for that"
        : "no service will be restarted, since the playbook names none"
    ]
  }

  private func entryPath(_ path: AbsolutePath) -> EntryPath { EntryPath(path, root: target.root) }
}
