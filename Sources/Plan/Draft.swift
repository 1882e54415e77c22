internal import Playbook
internal import SourceText

/// A plan in the making: what the steps so far have changed.
struct Draft {
  let target: Target
  let facts: Facts
  let sources: Sources
  /// Whether changes that somebody made on the server may be replaced.
  let acceptsDrift: Bool
  /// Paths that all steps together leave as they are, such as a copied file whose patch is on the host already.
  let settled: Set<EntryPath>
  let detail: PlanDetail
  private(set) var entries: [EntryPath: Entry] = [:]
  private(set) var steps: [PlannedStep] = []
  /// The files that several names lead to.
  let destinations: SharedDestinations
  /// What patches found out in the step that is planned now.
  private var reports: [PatchReport] = []

  init(
    target: Target, facts: Facts, sources: Sources, acceptsDrift: Bool = false, settled: Set<EntryPath> = [],
    detail: PlanDetail = .brief
  ) {
    self.detail = detail
    self.settled = settled
    self.acceptsDrift = acceptsDrift
    self.target = target
    self.facts = facts
    self.sources = sources
    destinations = SharedDestinations(target, facts, sources)
  }

  mutating func add(_ entry: Entry) { entries[entry.path] = entry }
  mutating func add(_ report: PatchReport) { reports.append(report) }

  /// Plans the next step.
  mutating func add(_ step: Step) {
    reports = []
    if let outcome = skipping(step) {
      steps.append(outcome.planned(number: steps.count + 1, step: step, as: nil, []))
      return
    }
    let account = step.account(in: target)
    let reasons = account.map { step.objections(to: $0, self) } ?? []
    var outcome = reasons.isEmpty ? step.kind.plan(&self) : .refused(reasons)
    if case .change(let paths, let why) = outcome, !paths.isEmpty {
      let rest = paths.filter { !settled.contains($0) }
      outcome = rest.isEmpty ? .ok("already as wanted") : .change(rest, because: why)
    }
    steps.append(outcome.planned(number: steps.count + 1, step: step, as: account, reports))
  }

  /// What becomes of a step that has no turn, or of which nobody knows whether it will; nil for all others.
  private func skipping(_ step: Step) -> StepOutcome? {
    if let exclusion = step.exclusion { return .skipped(exclusion.reason) }
    guard let when = step.condition else { return nil }
    // What a command changes nobody knows, and it does not count; a file that could not be read may change.
    let isOpen = zip(target.steps, steps).contains { before, planned in
      if case .unknown = planned.verdict { before.kind.writesFiles } else { false }
    }
    let holds = when.condition.holds { path in
      let changed = changes.contains { entry in
        [entry.path, entry.name].compactMap { $0 }.contains { path.matches($0.spelled(below: target.root)) }
      }
      let moved = steps.contains { step in
        step.move?.changedPaths.contains { path.matches($0.description) } ?? false
      }
      return changed || moved ? true : isOpen ? nil : false
    }
    switch holds {
    case true?: return nil
    case false?: return .skipped("when \(when.text)")
    case nil: return .unknown("when \(when.text): nobody knows yet what the steps before it change")
    }
  }

  /// What is to be done, by path.
  var changes: [Entry] { entries.keys.filter { !settled.contains($0) }.sorted().compactMap { entries[$0] } }

  func path(_ path: AbsolutePath) -> EntryPath { EntryPath(path, root: target.root) }

  /// What lies at a path after the steps so far.
  func state(_ path: EntryPath) -> FileState {
    entries[path]?.new ?? facts.observations[path]?.state ?? .absent
  }

  /// What a file holds after the steps so far; nil where that is not known.
  func content(_ path: EntryPath) -> [UInt8]? {
    if let entry = entries[path] {
      switch entry.payload {
      case .upload(let bytes): return bytes
      case .deferred(let content): return content.bytes
      case .saved, .adopted, .none: return nil
      }
    }
    return originalContent(path)
  }

  /// What lies on the host, whatever steps before made of it.
  func originalContent(_ path: EntryPath) -> [UInt8]? {
    if let bytes = facts.contents[path] { return bytes }
    // What is as wanted, or empty, is not sent.
    guard let state = facts.observations[path]?.state, let hash = state.hash else { return nil }
    return state.size == 0 ? [] : sources.values.first { $0.hash == hash }?.bytes
  }

  /// Why a service is touched: something before it changed or may have, or nothing before it could have.
  ///
  /// Nil says that it is not.
  var reasonToTouch: String? {
    let writers = zip(target.steps, steps).filter { $0.0.kind.changesHost && !$0.0.isLeftAside }
    if writers.isEmpty { return "since no step before it tells whether it is needed" }
    let changed = writers.filter { $0.1.verdict.isPending }
    let what = changed.allSatisfy(\.0.kind.writesFiles) ? "files" : "something"
    let numbers = changed.map { "\($0.1.number)" }
    guard let last = numbers.last else { return nil }
    guard numbers.count > 1 else { return "since step \(last) changes \(what)" }
    return "since steps \(numbers.dropLast().joined(separator: ", ")) and \(last) change \(what)"
  }

  /// A gate looks when something before it was done.
  var somethingDone: Bool {
    let before = zip(target.steps, steps).filter { !$0.0.isLeftAside }.map(\.1.verdict)
    return before.isEmpty
      || before.contains { verdict in
        switch verdict {
        case .ok, .skipped: false
        case .change, .unknown, .owed, .refused: true
        }
      }
  }
}

extension Step {
  /// True for a step that the command line left out, as if it did not stand there.
  fileprivate var isLeftAside: Bool { if case .tags = exclusion { true } else { false } }
}

/// What a step kind found out about itself.
enum StepOutcome {
  case ok(String)
  case change([EntryPath], because: String? = nil)
  /// It will be done, or looked at again when its turn comes; why that is not known now.
  case unknown(String)
  /// A checkout is moved.
  case move(GitMove)
  /// Something is done that changes no path.
  case run(because: String, as: ServiceAction? = nil)
  /// This machine does it, through the connection to the host.
  case tunnelled(because: String)
  case skipped(String)
  case refused([String], about: [EntryPath] = [])

  func planned(number: Int, step: Step, as account: String?, _ reports: [PatchReport]) -> PlannedStep {
    let location = step.range.location
    let verdict: PlannedStep.Verdict
    var changed: [EntryPath] = []
    var reason: String?
    var action: ServiceAction?
    var move: GitMove?
    var isTunnelled = false
    switch self {
    case .ok(let why): verdict = .ok(why)
    case .change(let paths, let why): (verdict, changed, reason) = (.change, paths, why)
    case .unknown(let why): verdict = .unknown(why)
    case .run(let why, let manner): (verdict, reason, action) = (.change, why, manner)
    case .move(let wanted): (verdict, move) = (wanted.verdict, wanted)
    case .tunnelled(let why): (verdict, reason, isTunnelled) = (.change, why, true)
    case .skipped(let why): verdict = .skipped(why)
    case .refused(let reasons, let paths): (verdict, changed) = (.refused(reasons), paths)
    }
    return PlannedStep(
      number: number, title: step.name ?? step.kind.title + (account.map { " as \($0)" } ?? ""),
      place: "\(location.file):\(location.line)", verdict: verdict, paths: changed, reports: reports,
      reason: reason, action: action, isTunnelled: isTunnelled, move: move)
  }
}

extension StepKind {
  fileprivate var title: String {
    switch self {
    case .copy(let step): step.title
    case .template(let step): step.title
    case .patch(let step): step.title
    case .directory(let step): step.title
    case .link(let step): step.title
    case .remove(let step): step.title
    case .git(let step): step.title
    case .run(let step): step.title
    case .service(let step): step.title
    case .healthy(let step): step.title
    case .logs(let step): step.title
    }
  }

  func ask(_ questions: inout Questions, sources: Sources, hasAccount: Bool) {
    switch self {
    case .copy(let step): step.ask(&questions, sources: sources)
    case .template(let step): step.copy.ask(&questions, sources: sources)
    case .patch(let step): step.ask(&questions, sources: sources)
    case .directory(let step): step.ask(&questions)
    case .link(let step): step.ask(&questions)
    case .remove(let step): step.ask(&questions)
    case .git(let step): step.ask(&questions)
    case .run(let step): step.ask(&questions, hasAccount: hasAccount)
    case .service(let step): step.ask(&questions)
    case .healthy(let step): step.ask(&questions)
    case .logs(let step): step.ask(&questions)
    }
  }

  func plan(_ draft: inout Draft) -> StepOutcome {
    switch self {
    case .copy(let step): step.plan(&draft)
    case .template(let step): step.copy.plan(&draft)
    case .patch(let step): step.plan(&draft)
    case .directory(let step): step.plan(&draft)
    case .link(let step): step.plan(&draft)
    case .remove(let step): step.plan(&draft)
    case .git(let step): step.plan(draft)
    case .run(let step): step.plan(draft)
    case .service(let step): step.plan(draft)
    case .healthy(let step): step.plan(draft)
    case .logs(let step): step.plan(draft)
    }
  }
}

extension StepKind {
  /// True for a step after which files may differ.
  package var writesFiles: Bool {
    switch self {
    case .copy, .template, .patch, .directory, .link, .remove, .git: true
    case .run, .service, .healthy, .logs: false
    }
  }

  /// True for a step after which a service may have to be restarted.
  var changesHost: Bool {
    if case .run = self { true } else { writesFiles }
  }
}
