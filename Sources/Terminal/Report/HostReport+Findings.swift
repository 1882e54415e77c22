internal import Plan
internal import Playbook
internal import SourceText
internal import Transaction

extension HostReport {
  /// What a person should look at on this host.
  func findings(of place: Report.Place) -> [Finding] {
    (outcomeFindings + planFindings).map { finding in
      let step = finding.step.flatMap { number in plan?.steps.first { $0.number == number } }
      var finding = finding.at(step?.place, in: place.file)
      finding.host = target.host.name.terminalSafe
      return finding
    }
  }

  private var outcomeFindings: [Finding] {
    switch outcome {
    case .unreachable(let error): [Finding(.unreachable, .error, error.message, hint: error.hint)]
    case .skipped(let error): [Finding(.skipped, .warning, error.message, hint: error.hint)]
    case .refused(let objections): objections.map(refusal)
    case .leftRunning(let error, _): [Finding(.running, .error, error.message, hint: error.hint)]
    case .ended(let state, let course): findings(state, course)
    case .planned, .nothingToDo, .leftAlone: []
    }
  }

  private func refusal(_ objection: Objection) -> Finding {
    let step = objection.step.flatMap { number in plan?.steps.first { $0.number == number } }
    let path = objection.entry.flatMap { number -> String? in
      guard let plan, plan.entries.indices.contains(number - 1) else { return nil }
      return "\(plan.entries[number - 1].path): "
    }
    let isDrift = step.map(hasDrift) ?? false
    let said = objection.output.isEmpty ? "" : ": \(objection.output)"
    return Finding(
      isDrift ? .drift : .refused, .error, (path ?? "") + objection.message + said, hint: objection.hint,
      step: objection.step)
  }

  private func findings(_ state: SetSummary.State, _ course: Course) -> [Finding] {
    var findings: [Finding] = []
    if let failure = course.failure {
      findings.append(Finding(.failed, .error, failure.reason, step: failure.step == 0 ? nil : failure.step))
    }
    if ![.committed, .reverted].contains(state) {
      findings.append(Finding(.person, .error, "the run is \(state.rawValue) on the host"))
    }
    if course.needsPerson, let plan {
      var progress = ProgressText(plan, .plain)
      findings += course.remains.compactMap { progress.line($0) }.map { Finding(.person, .error, $0) }
    }
    return findings
  }

  /// What stands in the plan, whether it was carried out or not.
  private var planFindings: [Finding] {
    guard let plan else { return [] }
    var findings: [Finding] = []
    if case .planned = outcome {
      findings += plan.steps.compactMap { step in
        guard step.verdict.isPending, !isGate(step) else { return nil }
        let paths = step.paths.map(\.description).joined(separator: ", ")
        let work =
          step.move.map { "move \($0.folder) to \(CommitPair.short($0.commits.to))" }
          ?? (paths.isEmpty ? "run" : "change \(paths)")
        return Finding(.pending, .note, "\(step.title): would \(work)", step: step.number)
      }
    }
    findings += plan.steps.filter { $0.verdict == .change && hasDrift($0) }.map { step in
      Finding(.drift, .warning, "\(step.title): replaces what was changed on the server", step: step.number)
    }
    findings += plan.steps.compactMap { step in
      guard case .unknown(let why) = step.verdict else { return nil }
      return Finding(.unknown, .warning, "\(step.title): unknown, \(why)", step: step.number)
    }
    findings += plan.lacks.map { Finding(.permission, .warning, $0) }
    return findings + plan.notes.map { Finding(.remark, .warning, $0) }
  }

  /// A step that only looks is nothing to be done.
  private func isGate(_ step: PlannedStep) -> Bool {
    guard let plan, plan.target.steps.indices.contains(step.number - 1) else { return false }
    return switch plan.target.steps[step.number - 1].kind {
    case .healthy, .logs: true
    case .copy, .template, .patch, .directory, .link, .remove, .git, .run, .service: false
    }
  }

  private func hasDrift(_ step: PlannedStep) -> Bool {
    let paths = Set(step.paths)
    return plan?.entries.contains { paths.contains($0.path) && $0.drift != nil } ?? false
  }
}
