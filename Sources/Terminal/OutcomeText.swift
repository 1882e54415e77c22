package import Plan
package import Playbook
internal import SourceText
package import Transaction

/// The last lines about a host: what became of it, why, and what to type next.
package struct OutcomeText {
  private let style: Style
  private let target: Target
  private let plan: Plan?
  private let run: RunID?
  /// What the command line said of how hosts are reached, so that a printed command works as it stands.
  private let options: [String]

  package init(_ target: Target, plan: Plan?, run: RunID?, options: [String] = [], _ style: Style) {
    self.options = options
    self.target = target
    self.plan = plan
    self.run = run
    self.style = style
  }

  package func lines(_ outcome: Outcome) -> [String] {
    switch outcome {
    case .unreachable(let error): failure("not reached", error)
    case .skipped(let error): failure("left out, not reached", error)
    case .refused(let objections): ["\(host): \(style.text("refused", .bad)), nothing was changed"] + lines(objections)
    case .planned: []
    case .nothingToDo: ["\(host): \(style.text("nothing to do", .good))"]
    case .leftAlone: ["\(host): nothing was changed"]
    case .ended(let state, let course): lines(state, course)
    case .leftRunning(let error, let prospect):
      failure("connection lost", error)
        + ["  the host \(prospect.words)", "  its verdict: \(command("attach")) \(name)"]
    }
  }

  /// For a controller that goes away while the run goes on.
  package func lines(leavingTo prospect: Prospect) -> [String] {
    let line = "\(host): the host \(prospect.words)"
    return prospect == .dropped ? [line] : [line, "  its verdict: \(command("attach")) \(name)"]
  }

  private func lines(_ state: SetSummary.State, _ course: Course) -> [String] {
    var lines: [String] = []
    if let failure = course.failure {
      let step = plan?.steps.first { $0.number == failure.step }
      let place = step.map { " (\($0.place))" } ?? ""
      let title = step?.title.terminalSafe ?? "step \(failure.step)"
      lines.append("\(host): \(title) failed\(place): \(failure.reason.terminalSafe)")
      lines += course.output.suffix(12).map { "  | \($0.terminalSafe)" }
      if !course.evidence.isEmpty {
        lines.append("  seen then: \(course.evidence.joined(separator: "; ").terminalSafe)")
      }
    }
    switch state {
    case .committed:
      lines.append("\(host): \(style.text("committed", .good)) \(name)")
      lines.append("  undo it with: \(command("rollback")) \(name)")
    case .reverted:
      let whole = course.remains.isEmpty ? "everything is as it was" : "the files are as they were"
      lines.append("\(host): \(style.text("reverted", .bad)), \(whole) before \(name)")
      lines.append("  what was seen is kept in \(set)/evidence")
      lines.append("  mend the sources and deploy again; what happened is told again by: \(command("show")) \(name)")
    case .stuck:
      lines.append("\(host): \(style.text(state.rawValue, .bad)) in \(name): this needs you")
      lines.append(
        "  look at \(set)/journal and evidence; sh \(word("\(target.backups)/\(name)/restore")) puts back what can be put back"
      )
    default:
      lines.append("\(host): \(style.text(state.rawValue, .bad)) in \(name), and nobody works at it: this needs you")
      lines.append("  finish it or take it back with: \(command("recover"))")
    }
    for event in course.remains {
      lines += remains(event)
      guard case .undoFailed(let step, _) = event else { continue }
      lines += (course.undoOutput[step] ?? []).suffix(12).map { "  | \($0.terminalSafe)" }
    }
    return lines
  }

  private func remains(_ event: Event) -> [String] {
    var progress = plan.map { ProgressText($0, style) }
    return progress?.line(event).map { [$0] } ?? []
  }

  private func lines(_ objections: [Objection]) -> [String] {
    objections.flatMap { objection in
      let step = objection.step.flatMap { number in plan?.steps.first { $0.number == number } }
      let place = step.map { "\($0.place): \($0.title.terminalSafe): " } ?? ""
      let path = objection.entry.flatMap { number -> String? in
        guard let plan, plan.entries.indices.contains(number - 1) else { return nil }
        return "\(plan.entries[number - 1].path.description.terminalSafe): "
      }
      let output = objection.output.split(separator: "\n").map { "    | \(String($0).terminalSafe)" }
      return ["  \(place)\(path ?? "")\(objection.message.terminalSafe)"] + output
        + (objection.hint.map { ["hint: \($0.terminalSafe)"] } ?? [])
    }
  }

  private func failure(_ word: String, _ error: HostError) -> [String] {
    let lines = error.message.split(separator: "\n").map { String($0).terminalSafe }
    return ["\(host): \(style.text(word, .bad)): \(lines.first ?? "")"] + lines.dropFirst().map { "  \($0)" }
      + (error.hint.map { ["hint: \($0.terminalSafe)"] } ?? [])
  }

  private var host: String { style.text(target.host.name.terminalSafe, .strong) }
  private var name: String { run?.name ?? "the run" }
  private var set: String { "\(target.backups)/\(name)".terminalSafe }
  private var place: String { word("\(target.host.name):\(target.root)") }

  private func command(_ name: String) -> String {
    var account: [String] = []
    if let become = target.become {
      account = ["--become", become.user]
      if become.method != .sudo { account += ["--become-method", become.method.rawValue] }
    }
    return (["deployctl", name] + (options + account).map(word) + [place]).joined(separator: " ")
  }

  /// As a person can paste it into a shell.
  private func word(_ text: String) -> String { ShellWord(text).string.terminalSafe }
}
