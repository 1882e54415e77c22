internal import Plan
internal import Playbook
internal import SourceText

extension PlanText {
  /// What takes something away, in one place, so that nobody reads over it.
  static func destructions(of plan: Plan) -> [String] {
    let changed = Set(plan.steps.filter(\.verdict.isPending).flatMap(\.paths))
    let lost = plan.entries.filter { changed.contains($0.path) }.compactMap { entry -> String? in
      let path = entry.path.description.terminalSafe
      switch (entry.old, entry.new) {
      case (.absent, _): return nil
      case (.directory, .absent): return "removes the folder \(path)"
      case (_, .absent): return "removes \(path)"
      default: return entry.drift.map { "replaces what was changed in \(path) since \($0.run.terminalSafe)" }
      }
    }
    let stopped = zip(plan.target.steps, plan.steps).compactMap { step, planned -> String? in
      guard case .service(let service) = step.kind, service.action == .stop, planned.verdict.isPending else {
        return nil
      }
      return planned.title.terminalSafe
    }
    return lost + stopped
  }
}
