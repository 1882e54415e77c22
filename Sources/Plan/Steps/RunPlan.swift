internal import Playbook

extension RunStep {
  var title: String {
    let lines = command.description.split(separator: "\n", omittingEmptySubsequences: true)
    let text = lines.count > 1 ? "\(lines[0]) …" : lines.first.map(String.init) ?? ""
    return "run '\(text)'" + (surroundings.service.map { " in \($0)" } ?? "")
  }

  /// A step with an account of its own is asked when its turn comes: how to become that account is not known before.
  func ask(_ questions: inout Questions, hasAccount: Bool) {
    if let service = surroundings.service { questions.ask(composeServices: [service]) }
    switch condition {
    case .creates(let path): questions.ask(presenceAt: path)
    case .unless(let command), .probe(let command):
      if !hasAccount { questions.ask(CommandQuestion(command, in: surroundings)) }
    case nil: break
    }
  }

  func plan(_ draft: Draft) -> StepOutcome {
    if let service = surroundings.service {
      let reasons = draft.objections(toTouching: [service])
      if !reasons.isEmpty { return .refused(reasons) }
    }
    switch condition {
    case nil: return .unknown("what a command changes cannot be seen beforehand")
    case .creates(let path): return plan(creating: path, draft)
    case .unless(let command):
      return plan(draft, asked: "unless", draft.facts.answers[CommandQuestion(command, in: surroundings)]) { status in
        status != 0
      }
    case .probe(let command):
      return plan(draft, asked: "probe", draft.facts.answers[CommandQuestion(command, in: surroundings)]) { status in
        status == 0 ? true : status == 1 ? false : nil
      }
    }
  }

  private func plan(creating path: AbsolutePath, _ draft: Draft) -> StepOutcome {
    let isThere = (draft.facts.logs[path.description] ?? .absent) != .absent
    let made = draft.entries[draft.path(draft.facts.redirections[path] ?? path)]
    guard made.map({ $0.new == .absent }) ?? !isThere else { return .ok("\(path) is there") }
    return draft.commandMayRun
      ? .unknown("\(path) is not there yet, and it is looked for again after the commands before it") : .change([])
  }

  /// What an answer means; nil from `isNeeded` is none.
  private func plan(
    _ draft: Draft, asked key: String, _ answer: CommandAnswer?, isNeeded: (Int) -> Bool?
  ) -> StepOutcome {
    guard let answer else { return .unknown("'\(key)' is asked when its turn comes") }
    guard let status = answer.status else {
      return .unknown("'\(key)' gave no answer within \(CommandAnswer.seconds) s")
    }
    guard let isNeeded = isNeeded(status) else {
      return .unknown(
        "'\(key)' gave no answer: \(([ "exit \(status)"] + answer.output.suffix(1)).joined(separator: ", "))")
    }
    if draft.somethingDone, !draft.steps.isEmpty {
      return .unknown(
        "'\(key)' says \(isNeeded ? "it is needed" : "it is not"), and is asked again after the steps before it")
    }
    return isNeeded ? .change([]) : .ok("'\(key)' says it is not needed")
  }
}

extension Draft {
  /// A command before this one, of the playbook or of a service, may make what is not there now.
  var commandMayRun: Bool {
    zip(target.steps, steps).contains { step, planned in
      switch step.kind {
      case .run, .service, .git:
        switch planned.verdict {
        case .ok, .skipped: false
        case .change, .unknown, .owed, .refused: true
        }
      case .copy, .template, .patch, .directory, .link, .remove, .healthy, .logs: false
      }
    }
  }
}
