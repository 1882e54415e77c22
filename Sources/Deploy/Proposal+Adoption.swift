internal import Plan
internal import Playbook
internal import Transaction

extension Proposal {
  /// Putting back what a person saved in a folder beside the sets; after it, what the playbook restarts and asks.
  static func adopting(
    _ folder: String, on target: Target, _ wishes: Adoption.Wishes, _ session: Session, _ candidates: [RunID]
  ) async throws -> Proposal {
    var facts = Facts()
    let plan: Plan
    do {
      let place = Questions(root: target.root, backups: target.backups)
      facts = try await session.probe(
        ProbeRequest(place, search: Adoption.search(folder, target), wantsContents: false))
      let adoption = try Adoption(of: folder, facts.found, target, wishes)
      facts = try await session.probe(
        ProbeRequest(adoption.questions(), search: .names(adoption.names), wantsContents: false))
      let pairs = try adoption.pairs(facts, found: facts.found)
      facts = try await session.probe(ProbeRequest(adoption.questions(for: pairs), wantsContents: false))
      let questions = try adoption.questions(for: pairs, after: facts)
      facts = try await session.probe(ProbeRequest(questions, candidates: candidates))
      plan = try adoption.plan(pairs, facts)
    } catch let unfit as Unfit {
      plan = Plan(target, entries: [], steps: [], refusals: unfit.reasons)
    }
    return Proposal(plan: plan, facts: facts, gates: plan.distantGates) { run, awaitSeconds in
      Script(plan, run: run, awaitSeconds: awaitSeconds)
    }
  }
}

extension Adoption {
  fileprivate static func search(_ folder: String, _ target: Target) -> ProbeRequest.Search {
    .folder(
      target.backups.bytes + Array("/\(folder)".utf8), files: mostFiles, kilobytes: mostKilobytes)
  }
}
