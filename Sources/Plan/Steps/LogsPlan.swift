internal import Playbook

extension LogsStep {
  var title: String {
    switch source {
    case .file(let paths): "logs \(paths.map(\.description).joined(separator: " "))"
    case .systemd(let units): "logs of \(units.map(\.description).joined(separator: " "))"
    case .compose(let services): "logs of \(services.map(\.description).joined(separator: " "))"
    }
  }

  private var patterns: [String] { failing + ignored + (ready.map { [$0] } ?? []) }

  func ask(_ questions: inout Questions) {
    switch source {
    case .file(let paths):
      for path in paths { questions.ask(log: path) }
    case .systemd(let units):
      questions.ask(units: units)
      for unit in units { questions.ask(journalOf: unit.manager) }
    case .compose(let services): questions.ask(composeServices: services)
    }
    questions.ask(tools: "awk")
    for pattern in patterns { questions.ask(pattern: pattern) }
  }

  func plan(_ draft: Draft) -> StepOutcome {
    var reasons: [String] = []
    switch source {
    case .file(let paths):
      for path in paths where draft.facts.logs[path.description] == .unreadable && !draft.facts.assumesRights {
        reasons.append("\(path) cannot be read by uid \(draft.facts.user)")
      }
    case .systemd(let units):
      reasons += draft.objections(to: units)
      if let reason = draft.facts.lackOfJournal(of: units) { reasons.append(reason) }
    case .compose(let services):
      if let why = draft.facts.unknown(services, root: draft.target.root) { return .unknown(why) }
      reasons += draft.facts.objections(to: services, root: draft.target.root)
    }
    if !draft.facts.tools.contains("awk") { reasons.append("this host has no awk, which sorts the lines of logs") }
    for pattern in patterns where draft.facts.badPatterns.contains(pattern) {
      reasons.append("grep -E on the host does not understand '\(pattern)'")
    }
    guard reasons.isEmpty else { return .refused(reasons) }
    return draft.somethingDone ? .change([]) : .ok("nothing before it is done")
  }
}
