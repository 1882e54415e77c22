package import Plan
package import Playbook
internal import Diff

/// The way back to the state before a run: what it and every later run saved, put back in one transaction.
package struct Rollback: Sendable {
  /// What the set of one undone run holds.
  package struct Undone: Sendable {
    package let manifest: Manifest
    package let steps: [Script.Step]
    let commands: Undoing
    /// True for a run that could neither commit nor revert: each path may be as before it or as after it.
    package let isStuck: Bool

    package init(manifest: Manifest, script: [UInt8], journal: [UInt8] = [], isStuck: Bool = false) {
      self.manifest = manifest
      self.isStuck = isStuck
      steps = Script.repeatableSteps(of: script)
      commands = Undoing(of: script, Journal(journal))
    }
  }

  /// One path: what the undone runs left there, and what was there before them.
  private struct Return {
    var goal: FileState
    var source: RunID
    /// What the last of these runs left there; either of two states if it is stuck.
    var expected: [FileState]
    var last: RunID
    var holdsSecrets = false
  }

  private let ways: [EntryPath: Return]
  /// Commands of the undone runs taken back, before the files among which they were run go.
  let before: [Script.Step]
  /// Those that were run before their files came, then what was restarted and looked at.
  let steps: [Script.Step]
  /// Commands that nobody said how to undo.
  let left: [Script.Step]
  /// How many of the steps after the files are commands taken back.
  private let after: Int
  package let runs: [RunID]
  private let stuck: [String]

  /// Takes the runs from the oldest to the newest: each path goes back to what the oldest of them found.
  ///
  /// Gates describe the version that they were written for, so those of the run before take the place of those of the
  /// same playbook's undone runs.
  package init(_ undone: [Undone], after previous: Undone? = nil) {
    var ways: [EntryPath: Return] = [:]
    var steps: [Script.Step] = []
    var seen: Set<[Verb]> = []
    for one in undone {
      for entry in one.manifest.entries {
        let run = one.manifest.run
        var way = ways[entry.path] ?? Return(goal: entry.old, source: run, expected: [], last: run)
        way.expected = one.isStuck ? [entry.new, entry.old] : [entry.new]
        way.last = run
        way.holdsSecrets = way.holdsSecrets || entry.holdsSecrets
        ways[entry.path] = way
      }
      let isReplaced = previous?.manifest.run.playbook == one.manifest.run.playbook
      for step in one.steps where !(isReplaced && step.isGate) && seen.insert(step.deeds).inserted {
        steps.append(step)
      }
    }
    for step in previous?.steps ?? [] where step.isGate && seen.insert(step.deeds).inserted { steps.append(step) }
    let commands = undone.reversed().flatMap(\.commands.commands).withoutDetours
    // Commands are taken back among the files that they were run among.
    before = (commands.filter { !$0.isBeforeFiles }.map(\.step) + Self.checkouts(undone)).numbered(from: 1)
    after = commands.count { $0.isBeforeFiles }
    left = undone.flatMap(\.commands.left)
    self.ways = ways
    self.steps = (commands.filter(\.isBeforeFiles).map(\.step) + steps).numbered(from: before.count + 2)
    runs = undone.map(\.manifest.run)
    stuck = undone.filter(\.isStuck).map(\.manifest.run.name)
  }

  /// True for a path that an undone run changed; folders that were made on the way do not count.
  package func touches(_ path: EntryPath) -> Bool {
    guard let way = ways[path] else { return false }
    if case .directory? = way.expected.first { return false }
    return true
  }

  /// The questions that a plan of this needs answered.
  package func questions(for target: Target) -> Questions {
    var questions = Questions(root: target.root, backups: target.backups)
    for (path, way) in ways { questions.ask(path, wanted: way.goal.hash) }
    for kind in steps.compactMap(\.manager) { questions.ask(manager: kind) }
    return questions
  }

  /// The saved contents to send along for the differences, by the key that the answer uses.
  package func gifts(for target: Target) -> [String: [UInt8]] {
    var gifts: [String: [UInt8]] = [:]
    for (index, path) in ways.keys.sorted().prefix(Self.shownDifferences).enumerated() {
      guard case .file = ways[path]?.goal, let source = ways[path]?.source else { continue }
      gifts["saved\(index)"] = target.backups.bytes + Array("/\(source)/\(path.tree.rawValue)/".utf8) + path.bytes
    }
    return gifts
  }

  /// Each costs the host two processes, and nobody reads more.
  private static let shownDifferences = 40

  package func plan(for target: Target, facts: Facts, secrets: Set<String> = []) -> Plan {
    var entries: [Entry] = []
    var reasons: [String] = []
    for (index, path) in ways.keys.sorted().enumerated() {
      guard let way = ways[path] else { continue }
      let now = facts.observations[path]?.state ?? .absent
      guard !now.isSame(as: way.goal) else { continue }
      if let reason = reason(against: path, now, facts) {
        reasons.append(reason)
        continue
      }
      let saved = facts.given["saved\(index)"]
      do throws(Refusal) {
        let installation = try facts.installation(of: path, from: now, to: way.goal, in: target)
        entries.append(
          entry(
            path, now: now, way, installation, saved: saved, content: facts.contents[path],
            holdsSecrets: way.holdsSecrets || facts.holdsSecrets(path)))
      } catch {
        reasons.append(error.reason)
      }
    }
    let title = entries.count == 1 ? "put back \(entries[0].path)" : "put back \(entries.count) files"
    let place = runs.map(\.name).joined(separator: " ")
    let verdict: PlannedStep.Verdict =
      !reasons.isEmpty ? .refused(reasons) : entries.isEmpty ? .ok("already as before") : .change
    let putBack = PlannedStep(
      number: before.count + 1, title: title, place: place, verdict: verdict, paths: entries.map(\.path))
    let commands = before.map {
      PlannedStep(number: $0.number, title: $0.title, place: $0.place, verdict: .change)
    }
    let isIdle = entries.isEmpty && before.isEmpty && after == 0 && stuck.isEmpty
    let rest = steps.map { step in
      PlannedStep(
        number: step.number, title: step.title, place: step.place,
        verdict: isIdle ? .ok("nothing before it changed") : self.verdict(on: step, facts), reason: step.imageReason)
    }
    var refusals = facts.refusals(for: target, undoing: stuck) + missing(secrets)
    let room = entries.isEmpty ? .enough : facts.roomForRollback(of: entries, in: target)
    if case .refused(let reasons) = room { refusals += reasons }
    return Plan(
      target, entries: entries, steps: commands + [putBack] + rest, refusals: refusals,
      notes: notes(facts, room) + stayingDone,
      isTight: room == .tight)
  }

  /// Tells which commands stay done, since that is where the state before may not come back.
  private var stayingDone: [String] {
    left.map { "\($0.title) (\($0.place)) stays done, since it names no 'undo'" }
  }

  private func reason(against path: EntryPath, _ now: FileState, _ facts: Facts) -> String? {
    switch now {
    case .other: return "\(path) is not a regular file now"
    case .unreadable: return "\(path) cannot be read by uid \(facts.user)"
    case .file, .absent, .directory, .link: return nil
    }
  }

  private func entry(
    _ path: EntryPath, now: FileState, _ way: Return, _ installation: Installation, saved: [UInt8]?, content: [UInt8]?,
    holdsSecrets: Bool
  ) -> Entry {
    var payload = Entry.Payload.none
    // A link too comes from the set: it has an owner, which its target does not tell.
    if way.goal.hash != nil || way.goal.isLink { payload = .saved(run: way.source.name) }
    let before: [UInt8]? = now == .absent ? [] : content
    let after: [UInt8]? = way.goal == .absent ? [] : saved
    let diff = holdsSecrets ? nil : UnifiedDiff.ofText(old: before, new: after)
    let drift = way.expected.contains(where: now.isSame) ? nil : Drift(run: way.last.name)
    return Entry(
      path: path, old: now, new: way.goal, payload: payload, diff: diff, drift: drift, installation: installation,
      holdsSecrets: holdsSecrets)
  }

  /// The transaction of the plan.
  package func script(_ plan: Plan, run: RunID, awaitSeconds: Int?) -> Script {
    let numbers = Array(1...max(1, plan.entries.count)).prefix(plan.entries.count)
    var verbs: [Verb] = []
    var sources: [String: [Int]] = [:]
    for number in numbers {
      if case .saved(let source) = plan.entries[number - 1].payload { sources[source, default: []].append(number) }
    }
    for (source, files) in sources.sorted(by: { $0.key < $1.key }) { verbs.append(.fetch(from: RunID(source), files)) }
    if !plan.entries.isEmpty { verbs += plan.putting(Array(numbers)) }
    let planned = plan.steps[before.count]
    let putBack = Script.Step(number: planned.number, place: planned.place, title: planned.title, verbs: verbs)
    let rest = zip(steps, plan.steps.dropFirst(before.count + 1)).compactMap { step, planned in
      switch planned.verdict {
      case .change, .unknown: step
      case .owed: step.owing
      case .ok, .skipped, .refused: nil
      }
    }
    let all = before + (verbs.isEmpty ? [] : [putBack]) + rest
    return Script(run: run, root: plan.target.root.bytes, steps: all, awaitSeconds: awaitSeconds)
  }
}

extension Plan {
  /// What gives staged files what their old files have, and where that is to differ their owner and mode.
  ///
  /// The owner comes first, since changing it takes set-user-id and capabilities away; the mode last, since it limits an
  /// ACL.
  func attributeVerbs(_ files: [Int]) -> [Verb] {
    let replacing = files.filter { entries[$0 - 1].old.hash != nil }
    let changing = files.filter { entries[$0 - 1].old.attributes != entries[$0 - 1].new.attributes }
    let groups = Dictionary(grouping: changing) { entries[$0 - 1].new.attributes }
      .sorted { $0.value[0] < $1.value[0] }
      .compactMap { attributes, files in attributes.map { ($0, files) } }
    return groups.map { .own("\($0.owner):\($0.group)", $1) } + (replacing.isEmpty ? [] : [.dress(replacing)])
      + groups.map { .mode($0.mode, $1) }
  }
}
