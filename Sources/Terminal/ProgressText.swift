package import Plan
internal import Playbook
internal import SourceText
package import Transaction

/// The events of a run on one host as lines, while they come.
package struct ProgressText {
  private let plan: Plan
  private let style: Style
  private var hasFailed = false

  package init(_ plan: Plan, _ style: Style) {
    self.plan = plan
    self.style = style
  }

  /// The line for an event; nil for one that says nothing new to a person.
  package mutating func line(_ event: Event) -> String? {
    guard let text = text(event) else { return nil }
    return "\(plan.target.host.name.terminalSafe)  \(text)"
  }

  /// True for what goes as it should, of which nobody has to know who watches the whole.
  package static func isRoutine(_ event: Event) -> Bool {
    switch event {
    case .ok, .noted, .said, .state(.gated), .removed: true
    default: false
    }
  }

  private mutating func text(_ event: Event) -> String? {
    switch event {
    // What services, gates and logs said stands in the report at the end.
    case .step, .state(.preparing), .state(.prepared), .state(.activating), .output, .seen, .end: return nil
    case .ok(let step, let what): return "\(title(step)): \(style.text("ok", .good))" + suffix(what)
    case .noted(_, let line): return "  | \(line.terminalSafe)"
    case .failed(let step, let reason):
      hasFailed = true
      return "\(title(step)): \(style.text("failed", .bad))" + suffix(reason)
    case .aborted: return style.text("stopped by order", .bad)
    case .state(.gated): return "all gates passed; waiting for the order to commit"
    case .state(.reverting): return "putting the old files back"
    case .state(let state): return style.text(state.rawValue, state == .committed ? .good : .bad)
    case .drifted(_, let entry): return "  \(path(entry)) changed on the server since the plan was made"
    case .slipped(_, let entry): return "  \(path(entry)) was written to while being replaced: the backup has that text"
    case .setAside(let entry): return "  \(path(entry)) was changed by somebody else: kept in the set as aside/\(entry)"
    case .keptAside(_, let what): return "  \(what.terminalSafe)"
    case .kept(let entry): return "  folder \(path(entry)) stays, since it is not empty"
    case .unrestored(let entry): return "  \(style.text("not restored", .bad)): \(path(entry))"
    case .owed(let step, let why):
      let words = "not done, and owed: the next run does it once the service manager answers"
      return "\(title(step)): \(style.text(words, .bad))" + suffix(why)
    case .said(_, let line): return "  | \(line.terminalSafe)"
    case .takenBack(let step): return "\(title(step)): undone, as its 'undo' says"
    case .undone(let step, let how):
      return "\(title(step)): \(how.isEmpty ? "done again with the old files" : how.terminalSafe)"
    case .notUndone(let step): return "\(title(step)): not undone, since it names no 'undo'"
    case .undoFailed(let step, let reason): return "\(title(step)): \(style.text("undo failed", .bad))" + suffix(reason)
    case .proven(let step, let what): return "\(title(step)): the old version is healthy" + suffix(what)
    case .wasUnhealthy(let step, let what): return "\(title(step)): as unhealthy as it was before" + suffix(what)
    case .removed(let run): return "removed the old backup set \(run.terminalSafe)"
    case .notRemoved(let reason): return "old backup sets could not be removed" + suffix(reason)
    case .recovering: return "the worker died; recovering"
    }
  }

  private func title(_ number: Int) -> String {
    guard let step = plan.steps.first(where: { $0.number == number }) else { return "step \(number)" }
    return "\(number) \(step.title.terminalSafe)"
  }

  private func path(_ number: Int) -> String {
    guard plan.entries.indices.contains(number - 1) else { return "entry \(number)" }
    return plan.entries[number - 1].path.description.terminalSafe
  }

  private func suffix(_ text: String) -> String { text.isEmpty ? "" : ", \(text.terminalSafe)" }
}
