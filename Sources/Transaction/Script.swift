package import Plan
package import Playbook

/// A transaction as a person reads it and the runtime carries it out.
package struct Script: Sendable {
  /// The verbs of one step of the playbook.
  package struct Step: Sendable {
    package let number: Int
    /// The line that asked for it, such as `playbooks/x.yml:14`.
    package let place: String
    package let title: String
    package let verbs: [Verb]
    /// Names of variables, each with that of a secret.
    var secrets: [ShellWord] = []

    /// The same step with another number, or other verbs.
    func with(number: Int? = nil, verbs: [Verb]? = nil) -> Step {
      var step = Step(number: number ?? self.number, place: place, title: title, verbs: verbs ?? self.verbs)
      step.secrets = secrets
      return step
    }

    /// The names of the secrets that its commands need.
    var secretNames: [String] {
      secrets.enumerated().filter { $0.offset % 2 == 1 }.map { String(decoding: $0.element.text, as: UTF8.self) }
    }

    /// True for a step that only looks.
    var isGate: Bool {
      verbs.allSatisfy { verb in
        switch verb {
        case .healthy, .watch: true
        default: false
        }
      }
    }

    package init(number: Int, place: String, title: String, verbs: [Verb]) {
      self.number = number
      self.place = place
      self.title = title
      self.verbs = verbs
    }
  }

  package let verbs: [Verb]

  /// Puts the marks in front: how logs and health stood before the first change is what their gates compare with.
  package init(
    run: RunID, root: [UInt8], steps: [Step], awaitSeconds: Int?, keep: Retention = .all
  ) {
    var marks: [Verb] = []
    var body: [Verb] = []
    var act = 0
    for step in steps {
      body.append(.step(step.number, where: step.place, title: step.title))
      if !step.secrets.isEmpty { body.append(.secretEnvironment(step.secrets)) }
      for verb in step.verbs {
        body.append(verb)
        guard verb.isAct else { continue }
        act += 1
        switch verb {
        case .healthy(let words): marks.append(.markHealthy(act: act, Array(words.dropFirst(Verb.healthyTimes))))
        case .watch(let words): marks.append(.markLogs(act: act, Verb.markWords(ofWatch: words)))
        case .service(_, let words) where words[0] != "command":
          marks.append(.markService(act: act, [words[0]] + words.dropFirst(Verb.serviceSettings)))
        default: break
        }
      }
    }
    if let awaitSeconds { body.append(.await(seconds: awaitSeconds, confirm: nil)) }
    if case .newest(let number) = keep { body.append(.keep(number)) }
    verbs = [.begin(run: run, root: root)] + marks + body + [.commit]
  }

  private init(verbs: [Verb]) { self.verbs = verbs }

  /// The same transaction, which waits after its gates for an order, and perhaps for a new connection.
  package func waiting(_ seconds: Int, confirm: Int?) -> Script {
    Script(verbs: verbs.dropLast() + [.await(seconds: seconds, confirm: confirm), .commit])
  }

  /// True when it works with what other roots of the host may work with too: services, or paths outside of the root.
  package func sharesHost(_ entries: [Entry]) -> Bool {
    entries.contains { $0.path.tree == .system }
      || verbs.contains { verb in
        switch verb {
        case .call, .checkout, .checkoutBack, .service, .pay: true
        default: false
        }
      }
  }

  package var text: [UInt8] {
    var text: [UInt8] = []
    for verb in verbs { text.add(verb.line) }
    return text
  }
}

extension Script {
  /// The transaction of a plan.
  package init(_ plan: Plan, run: RunID, awaitSeconds: Int?) {
    let numbers = Dictionary(uniqueKeysWithValues: plan.entries.enumerated().map { ($1.path, $0 + 1) })
    let files = plan.target.backups.bytes + Array("/\(run)/files".utf8)
    var put: Set<Int> = []
    let steps: [Step] = zip(plan.target.steps, plan.steps).compactMap { step, planned in
      guard planned.verdict.isPending, !planned.isTunnelled else { return nil }
      let entries = planned.paths.compactMap { numbers[$0] }
      // What several steps change gets its last content with the first of them.
      let fresh = entries.filter { put.insert($0).inserted }
      let verbs = step.verbs(entries, fresh, of: plan, backup: files, as: planned.action, moving: planned.move)
      guard !verbs.isEmpty else { return nil }
      var known = Step(number: planned.number, place: planned.place, title: planned.title, verbs: verbs)
      known.secrets = step.secretEnvironment.flatMap { [ShellWord($0.variable), ShellWord($0.secret)] }
      return known
    }
    let payments = plan.paid.enumerated().map { $1.step(number: plan.target.steps.count + $0 + 1) }
    self.init(
      run: run, root: plan.target.root.bytes, steps: steps + payments, awaitSeconds: awaitSeconds,
      keep: plan.target.conduct.keep)
  }
}

extension Step {
  /// The verbs for the entries that the step is about, of which the fresh ones were not put yet.
  fileprivate func verbs(
    _ entries: [Int], _ fresh: [Int], of plan: Plan, backup: [UInt8], as action: ServiceAction?,
    moving move: GitMove?
  ) -> [Verb] {
    let account = CommandAccount(of: self, in: plan)
    let said = { (text: [UInt8]) in account?.command(text) ?? text }
    return switch kind {
    case .copy(let step): step.verbs(entries, fresh, of: plan, seconds: timeout?.wholeSeconds ?? 60)
    case .template(let step): step.copy.verbs(entries, fresh, of: plan, seconds: timeout?.wholeSeconds ?? 60)
    case .patch(let step): step.verbs(entries, fresh, of: plan, seconds: timeout?.wholeSeconds ?? 60)
    case .directory, .link, .remove: plan.installation(entries, fresh, validate: nil, seconds: 60)
    case .git: move.map { [$0.verb(seconds: timeout?.wholeSeconds ?? 300)] } ?? []
    case .run(let step):
      step.verbs(seconds: timeout?.wholeSeconds ?? 300, undo: undo, backup: backup, said)
    case .service(let step):
      step.verbs(as: action ?? step.action, within: timeout, undo: undo, backup: backup, said)
    case .healthy(let step): step.verbs(backup: backup, said)
    case .logs(let step): step.verbs()
    }
  }
}

extension CommandText {
  /// The command with the backup folder filled in.
  func text(backup: [UInt8]) -> [UInt8] {
    parts.flatMap { part in
      switch part {
      case .literal(let text): Array(text.utf8)
      case .backupFolder: ShellWord(backup).text
      }
    }
  }
}

extension Duration {
  /// Rounded up, and at least one.
  package var wholeSeconds: Int { max(1, Int(components.seconds) + (components.attoseconds > 0 ? 1 : 0)) }

  /// The same where none is a number of seconds too.
  package var secondsFromZero: Int { self == .zero ? 0 : wholeSeconds }
}
