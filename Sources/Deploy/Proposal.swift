package import Plan
package import Playbook
package import Transaction

/// What is to be done on a host, before anybody agreed to it.
package struct Proposal: Sendable {
  package let plan: Plan
  package let facts: Facts
  /// The runs that this one undoes.
  package let undoes: [RunID]
  /// The transaction, once the run has a name.
  package let script: @Sendable (_ run: RunID, _ awaitSeconds: Int?) -> Script

  package init(
    plan: Plan, facts: Facts, undoes: [RunID] = [],
    script: @escaping @Sendable (_ run: RunID, _ awaitSeconds: Int?) -> Script
  ) {
    self.plan = plan
    self.facts = facts
    self.undoes = undoes
    self.script = script
  }
}

/// Asks a host and makes the proposal for it; candidates are the names that the run may get.
package typealias Planner = @Sendable (_ session: Session, _ candidates: [RunID]) async throws -> Proposal

/// Whether to go on after all hosts were asked.
package enum Consent: Sendable {
  case proceed
  case stop
}

extension Proposal {
  /// What a playbook wants on one of its hosts.
  package static func deploying(
    _ target: Target, _ sources: Sources, after leftovers: Leftovers = .untouched
  ) -> Planner {
    { session, candidates in
      let request = ProbeRequest(Plan.questions(for: target, sources: sources), candidates: candidates)
      var facts = try await session.probe(request)
      if try await leftovers.clear(facts, target, session) { facts = try await session.probe(request) }
      let plan = Plan(target, facts: facts, sources: sources)
      return Proposal(plan: plan, facts: facts) { run, awaitSeconds in
        Script(plan, run: run, awaitSeconds: awaitSeconds)
      }
    }
  }
}

extension Session {
  /// One exchange: what the host says to all questions.
  package func probe(_ request: ProbeRequest) async throws -> Facts {
    switch try await ask(request.bytes) {
    case .refused(let replies):
      throw HostError(replies.last.map { $0.words.dropFirst().joined(separator: " ") } ?? "refused")
    case .done(let replies):
      do {
        return try request.facts(from: replies)
      } catch {
        throw SessionError.malformed(error.reply.words.joined(separator: " "))
      }
    }
  }
}
