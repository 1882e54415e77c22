package import Plan
package import Playbook
internal import SourceText
package import Transaction

/// The report of a run that ended, told again from what its set keeps.
package struct PastRunText {
  private let run: PastRun
  private let facts: Facts
  private let target: Target
  private let options: [String]
  private let style: Style

  package init(_ run: PastRun, in facts: Facts, on target: Target, options: [String], _ style: Style) {
    self.run = run
    self.facts = facts
    self.target = target
    self.options = options
    self.style = style
  }

  /// Who ran it, from where, on which revision, and what became of it.
  package func head(_ revision: Revision?, _ journal: Journal) -> [String] {
    var lines = ["\(style.text(run.name.terminalSafe, .strong))  \(HistoryTable.outcome(run, in: facts, style))"]
    if let by = run.verdict?.by { lines.append("  run by \(by.terminalSafe)") }
    if let revision {
      lines.append(
        "  revision \(revision.commit)" + (revision.name.map { " (\($0.terminalSafe))" } ?? "")
          + (revision.author.map { " by \($0.terminalSafe)" } ?? "")
          + (revision.isChanged ? ", with changes that were not committed" : ""))
    }
    let times = journal.lines.map(\.time)
    if let first = times.first, let last = times.last {
      lines.append(
        "  \(Timestamp(secondsSinceEpoch: first).readable) to \(Timestamp(secondsSinceEpoch: last).readable)")
    } else if let time = run.verdict?.time {
      lines.append("  ended \(Timestamp(secondsSinceEpoch: time).readable)")
    }
    return lines
  }

  /// The lines that the run printed, and its last words.
  package func story(_ story: RunStory, _ events: [Event]) -> [String] {
    var progress = ProgressText(story.plan, style)
    var course = Course()
    var lines: [String] = []
    var end: SetSummary.State?
    for event in events {
      course.add(event)
      if let line = progress.line(event) { lines.append("  \(line)") }
      if case .end(let state) = event { end = state }
    }
    // What was undone since is told by the head; what to type to undo it would be wrong.
    guard let end, run.fate?.outcome != .bad, run.fate?.outcome != .restored else { return lines }
    let text = OutcomeText(target, plan: story.plan, run: RunID(run.name), options: options, style)
    return lines + text.lines(.ended(end, course)).map { "  \($0)" }
  }
}
