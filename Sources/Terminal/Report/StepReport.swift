internal import Plan
internal import SourceText
internal import Transaction

/// One step of the playbook on one host: what was planned, and what became of it.
struct StepReport {
  enum Result: String {
    case ok, failed, undone
    case notRun = "not-run"
  }

  let planned: PlannedStep
  let entries: [Entry]
  /// Nil where nothing was carried out.
  let result: Result?
  /// Why it failed, was refused, is unknown, is owed or has nothing to do.
  let reasons: [String]
  /// What its commands and logs said.
  let output: [String]
  let seconds: Double

  var word: String {
    switch planned.verdict {
    case .ok: "ok"
    case .change: "change"
    case .unknown: "unknown"
    case .owed: "owed"
    case .skipped: "skipped"
    case .refused: "refused"
    }
  }
}

extension HostReport {
  var steps: [StepReport] {
    guard let plan else { return [] }
    let entries = Dictionary(plan.entries.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    let objections: [Objection] = if case .refused(let list) = outcome { list } else { [] }
    return plan.steps.map { step in
      StepReport(
        planned: step, entries: step.paths.compactMap { entries[$0] }, result: result(of: step),
        reasons: reasons(of: step, objections), output: output(of: step.number), seconds: seconds(of: step.number))
    }
  }

  private func result(of step: PlannedStep) -> StepReport.Result? {
    guard case .ended(let state, let course) = outcome, step.verdict.isPending else { return nil }
    if course.failure?.step == step.number { return .failed }
    let isDone = events.contains { if case .ok(step.number, _) = $0.event { true } else { false } }
    if !isDone { return .notRun }
    return state == .committed ? .ok : .undone
  }

  private func reasons(of step: PlannedStep, _ objections: [Objection]) -> [String] {
    switch step.verdict {
    case .ok(let why), .owed(let why), .skipped(let why): return [why.terminalSafe]
    case .refused(let reasons): return reasons.map(\.terminalSafe)
    case .change, .unknown:
      if let failure = course?.failure, failure.step == step.number { return [failure.reason.terminalSafe] }
      if case .unknown(let why) = step.verdict, objections.isEmpty { return [why.terminalSafe] }
      return objections.filter { $0.step == step.number }.map { $0.message.terminalSafe }
    }
  }

  private func output(of step: Int) -> [String] {
    events.compactMap { if case .output(step, let line) = $0.event { line.terminalSafe } else { nil } }
  }

  private func seconds(of step: Int) -> Double {
    let begin = events.first { if case .step(step) = $0.event { true } else { false } }
    let end = events.first { timed in
      switch timed.event {
      case .ok(step, _), .failed(step, _): true
      default: false
      }
    }
    guard let begin, let end else { return 0 }
    return end.seconds - begin.seconds
  }
}
