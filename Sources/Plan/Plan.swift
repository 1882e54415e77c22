package import Playbook

/// What a run would do on one host, in order.
package struct Plan: Sendable {
  package let target: Target
  /// Sorted; an entry's number in the manifest is its position, counted from one.
  package let entries: [Entry]
  package let steps: [PlannedStep]
  /// What stands against the whole plan, not against one step.
  package let refusals: [String]
  /// What earlier runs owe and this one does, after its steps.
  package let paid: [Owed]
  /// There is room for a set and for nothing else: what is put back is linked, not copied.
  package let isTight: Bool
  /// How commands of single steps are run as other accounts.
  package let accountChanges: [String: AccountChange]
  /// What a person should know before agreeing to it.
  package let notes: [String]
  /// What its folders will have been copied from.
  package var origins: [TreeOrigin] = []
  /// Why this account could not carry it out, in a plan that was made for somebody who only looks.
  package var lacks: [String] = []

  package init(
    _ target: Target, entries: [Entry], steps: [PlannedStep], refusals: [String] = [], notes: [String] = [],
    paid: [Owed] = [], isTight: Bool = false, accountChanges: [String: AccountChange] = [:]
  ) {
    self.target = target
    self.entries = entries
    self.steps = steps
    self.refusals = refusals
    self.notes = notes
    self.paid = paid
    self.isTight = isTight
    self.accountChanges = accountChanges
  }

  /// True when carrying it out would do something.
  package var hasChanges: Bool {
    steps.contains(where: \.verdict.isPending)
  }
}

/// What becomes of one step of the playbook on one host.
package struct PlannedStep: Sendable {
  package enum Verdict: Sendable, Equatable {
    case ok(String)
    case change
    /// To be done, or to be asked again when its turn comes; why nobody can tell now what it does.
    case unknown(String)
    /// To be done later, since whoever does it does not answer now.
    case owed(String)
    /// Not for this host or this run, and why.
    case skipped(String)
    case refused([String])

    /// True for what a run has to carry out.
    package var isPending: Bool {
      switch self {
      case .change, .unknown: true
      case .ok, .owed, .skipped, .refused: false
      }
    }
  }

  package let number: Int
  /// What a person calls it.
  package let title: String
  /// The line that asked for it: `playbooks/x.yml:14`.
  package let place: String
  package let verdict: Verdict
  /// The paths it changes.
  package let paths: [EntryPath]
  /// What a patch means for each of its files.
  package let reports: [PatchReport]
  /// Why it is done, where that does not go without saying.
  package let reason: String?
  /// This machine looks at it, through the connection to the host.
  package let isTunnelled: Bool
  /// What is done to a service, where it is not what the step says.
  package let action: ServiceAction?
  /// How a checkout is moved.
  package let move: GitMove?

  package init(
    number: Int, title: String, place: String, verdict: Verdict, paths: [EntryPath] = [],
    reports: [PatchReport] = [], reason: String? = nil, action: ServiceAction? = nil,
    isTunnelled: Bool = false, move: GitMove? = nil
  ) {
    self.move = move
    self.isTunnelled = isTunnelled
    self.action = action
    self.reason = reason
    self.reports = reports
    self.number = number
    self.title = title
    self.place = place
    self.verdict = verdict
    self.paths = paths
  }
}

extension Plan {
  /// What must be known about the host before this target can be planned.
  package static func questions(
    for target: Target, sources: Sources, known: Found = Found(), detail: PlanDetail = .brief
  ) -> Questions {
    var questions = Questions(root: target.root, backups: target.backups, known: known, detail: detail)
    // What is sent is packed where the host can unpack it.
    questions.ask(tools: "gzip")
    for step in target.steps where step.exclusion == nil {
      let account = step.account(in: target)
      step.kind.ask(&questions, sources: sources, hasAccount: account != nil)
      if let account { questions.ask(account: account) }
    }
    return questions
  }

  /// Works out every step against the facts and the steps before it.
  package init(
    _ target: Target, facts: Facts, sources: Sources, acceptsDrift: Bool = false, detail: PlanDetail = .brief
  ) {
    let refusals = facts.refusals(for: target)
    guard refusals.isEmpty else {
      self.init(target, entries: [], steps: [], refusals: refusals)
      return
    }
    if facts.root == .closed {
      let reason = "permission: the root \(target.root) cannot be entered by uid \(facts.user)"
      self.init(
        target, entries: [],
        steps: target.steps.enumerated().map { index, step in
          (step.exclusion.map { .skipped($0.reason) } ?? StepOutcome.unknown(reason)).planned(
            number: index + 1, step: step, as: step.account(in: target), [])
        })
      return
    }
    let settled = Self.settled(target, facts, sources)
    var draft = Draft(
      target: target, facts: facts, sources: sources, acceptsDrift: acceptsDrift, settled: settled, detail: detail)
    for step in target.steps { draft.add(step) }
    let changes = draft.changes
    let paid = draft.payable
    let payments = paid.enumerated().map { index, owed in
      PlannedStep(
        number: target.steps.count + index + 1, title: "\(owed.title), owed since \(owed.run)", place: owed.run,
        verdict: .change)
    }
    self.init(
      target, entries: changes, steps: draft.steps + payments,
      refusals: changes.isEmpty
        ? [] : facts.backupRefusals(for: target) + facts.spaceRefusals(for: changes, in: target),
      notes: facts.waiting + draft.paidAnyway + draft.unitNotes, paid: paid, accountChanges: facts.accountChanges)
  }
}

extension Plan {
  /// What all steps together make of the files, before it is decided what a restart is for: a file that is copied and
  /// then patched is as it was where the patched one lies there already.
  private static func settled(_ target: Target, _ facts: Facts, _ sources: Sources) -> Set<EntryPath> {
    guard target.steps.contains(where: { if case .patch = $0.kind { true } else { false } }) else { return [] }
    var draft = Draft(target: target, facts: facts, sources: sources, acceptsDrift: true)
    for step in target.steps where step.kind.writesFiles { draft.add(step) }
    return Set(draft.entries.values.filter { $0.new.isSame(as: $0.old) }.map(\.path))
  }
}

extension Facts {
  /// Where the backup set would have to be made, if it cannot.
  package func backupRefusals(for target: Target) -> [String] {
    if assumesRights { return [] }
    for folder in (redirections[target.backups] ?? target.backups).andAncestors(upTo: target.root) {
      guard let seen = observations[EntryPath(folder, root: target.root)], case .directory = seen.state else {
        continue
      }
      if seen.flags.contains(.writable) { return [] }
      return ["the backup folder \(target.backups) cannot be written by uid \(user): \(folder) is not writable"]
    }
    return []
  }

  /// What makes any plan on this host impossible.
  package func refusals(for target: Target, undoing undone: [String] = []) -> [String] {
    switch root {
    case .absent: return ["the root \(target.root) does not exist: make it there, or correct 'root'"]
    case .closed where assumesRights: break
    case .closed:
      return [
        "the root \(target.root) cannot be entered by uid \(user): let it in, or make 'root' a folder that it may enter"
      ]
    case .entered: break
    }
    var list = sets.filter { $0.needsRecovery && !undone.contains($0.name) }.map { set in
      "the run \(set.name) is \(set.state == .stuck ? "stuck" : "unfinished"): "
        + "finish it or take it back with --recover, or with: deployctl recover \(target.host.name):\(target.root)"
    }
    if detach == .none, !assumesRights {
      list.append(
        "nothing that this account starts outlives its session, so a run could be cut in two: "
          + "'loginctl enable-linger' for it, or 'become: true'")
    }
    if target.conduct.recoversOnBoot, detach != .scope, !assumesRights {
      list.append("recover_on_boot puts a systemd unit in, for which this run must be root's on a host with systemd")
    }
    if let lock, !lock.isStale { list = ["locked by the run \(lock.run) (process \(lock.process))"] }
    return list
  }
}
