internal import Playbook
internal import SourceText

/// A plan in the making: what the steps so far have changed.
struct Draft {
  let target: Target
  let facts: Facts
  let sources: Sources
  /// Whether changes that somebody made on the server may be replaced.
  let acceptsDrift: Bool
  private(set) var entries: [EntryPath: Entry] = [:]
  private(set) var steps: [PlannedStep] = []

  init(target: Target, facts: Facts, sources: Sources, acceptsDrift: Bool = false) {
    self.acceptsDrift = acceptsDrift
    self.target = target
    self.facts = facts
    self.sources = sources
  }

  mutating func add(_ step: PlannedStep) { steps.append(step) }
  mutating func add(_ entry: Entry) { entries[entry.path] = entry }

  func path(_ path: AbsolutePath) -> EntryPath { EntryPath(path, root: target.root) }

  /// What lies at a path after the steps so far.
  func state(_ path: EntryPath) -> FileState {
    entries[path]?.new ?? facts.observations[path]?.state ?? .absent
  }

  /// A service is touched when something before it changed, or when nothing before it could have.
  var somethingChanged: Bool {
    let copies = zip(target.steps, steps).filter { if case .copy = $0.0.kind { true } else { false } }
    return copies.isEmpty || copies.contains { $0.1.verdict == .change }
  }

  /// A gate looks when something before it was done.
  var somethingDone: Bool {
    steps.isEmpty || steps.contains { if case .ok = $0.verdict { false } else { true } }
  }
}

/// What a step kind found out about itself.
enum StepOutcome {
  case ok(String)
  case change([EntryPath])
  case refused([String], about: [EntryPath] = [])

  func planned(number: Int, step: Step) -> PlannedStep {
    let location = step.range.location
    let verdict: PlannedStep.Verdict
    var changed: [EntryPath] = []
    switch self {
    case .ok(let why): verdict = .ok(why)
    case .change(let paths): (verdict, changed) = (.change, paths)
    case .refused(let reasons, let paths): (verdict, changed) = (.refused(reasons), paths)
    }
    return PlannedStep(
      number: number, title: step.name ?? step.kind.title, place: "\(location.file):\(location.line)",
      verdict: verdict, paths: changed)
  }
}

extension StepKind {
  fileprivate var title: String {
    switch self {
    case .copy(let step): step.title
    case .service(let step): step.title
    case .healthy(let step): step.title
    case .logs(let step): step.title
    }
  }

  func ask(_ questions: inout Questions, sources: Sources) {
    switch self {
    case .copy(let step): step.ask(&questions, sources: sources)
    case .service(let step): step.ask(&questions)
    case .healthy(let step): step.ask(&questions)
    case .logs(let step): step.ask(&questions)
    }
  }

  func plan(_ draft: inout Draft) -> StepOutcome {
    switch self {
    case .copy(let step): step.plan(&draft)
    case .service(let step): step.plan(draft)
    case .healthy(let step): step.plan(draft)
    case .logs(let step): step.plan(draft)
    }
  }
}
