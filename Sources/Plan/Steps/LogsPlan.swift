internal import Playbook

extension LogsStep {
  var title: String {
    switch source {
    case .file(let paths): "logs \(paths.map(\.description).joined(separator: " "))"
    }
  }

  func ask(_ questions: inout Questions) {
    switch source {
    case .file(let paths):
      for path in paths { questions.ask(log: path) }
    }
    questions.ask(pattern: pattern)
  }

  func plan(_ draft: Draft) -> StepOutcome {
    var reasons: [String] = []
    switch source {
    case .file(let paths):
      for path in paths where draft.facts.logs[path.description] == .unreadable {
        reasons.append("\(path) cannot be read by uid \(draft.facts.user)")
      }
    }
    if draft.facts.badPatterns.contains(pattern) {
      reasons.append("grep -E on the host does not understand '\(pattern)'")
    }
    guard reasons.isEmpty else { return .refused(reasons) }
    return draft.somethingDone ? .change([]) : .ok("nothing before it is done")
  }
}
