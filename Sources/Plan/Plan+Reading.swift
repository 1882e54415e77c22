package import Playbook

extension Plan {
  /// The plan for somebody who only looks: what its account may not do is said, and what it may not read is unknown.
  ///
  /// Whatever else stands against the plan is refused as in a deploy.
  package static func forReading(
    _ target: Target, facts: Facts, sources: Sources, acceptsDrift: Bool = false,
    detail: PlanDetail = .brief
  ) -> Plan {
    let own = Plan(target, facts: facts, sources: sources, acceptsDrift: acceptsDrift, detail: detail)
    guard facts.user != 0, !own.reasons.isEmpty else { return own }
    var able = facts
    able.assumesRights = true
    var plan = Plan(target, facts: able, sources: sources, acceptsDrift: acceptsDrift, detail: detail)
    let others = Set(plan.reasons)
    var seen: Set<String> = []
    plan.lacks = own.reasons.filter { !others.contains($0) && seen.insert($0).inserted }
    guard !plan.lacks.isEmpty else { return own }
    if facts.hasClosedSets {
      plan.lacks.append("uid \(facts.user) cannot look into the backup sets, so a run that is unfinished is not seen")
    }
    return plan
  }

  /// Everything that stands against it.
  private var reasons: [String] {
    refusals
      + steps.flatMap { step in
        if case .refused(let reasons) = step.verdict { reasons } else { [String]() }
      }
  }

  /// True where something is not known, or this account could not carry it out.
  package var hasGaps: Bool {
    !lacks.isEmpty || steps.contains { if case .unknown = $0.verdict { true } else { false } }
  }
}
