package import Plan
package import Playbook

/// How a place stands: its services, what was last deployed there and what became of it.
package struct PlaceState: Sendable {
  package struct Service: Sendable {
    package let place: LogPlace
    package let standings: [Standing]
    package var isWell: Bool { !standings.isEmpty && standings.allSatisfy(\.isWell) }
  }

  package let facts: Facts
  package private(set) var services: [Service] = []
  /// The files that are not what was last deployed there.
  package private(set) var drifted: [Ledger.Line] = []
  private let places: [LogPlace]
  private let deployed: [Ledger.Line]
  private let target: Target

  package init(_ facts: Facts, of target: Target) {
    self.facts = facts
    self.target = target
    deployed = facts.ledger.all
    places = target.logPlaces.filter { if case .file = $0 { false } else { true } }
  }

  /// What has to be asked beside the facts.
  package var request: LookRequest {
    var request = LookRequest(target)
    for (key, place) in places.enumerated() { request.standing(of: place, as: key) }
    if !deployed.isEmpty { request.states(of: deployed.map { LookPath($0.path) }, at: .live, as: 0) }
    return request
  }

  package mutating func take(_ answers: LookAnswers) {
    services = places.enumerated().map { Service(place: $1, standings: answers.standings[$0] ?? []) }
    let states = answers.states(of: 0, count: deployed.count)
    drifted = zip(deployed, states).filter { line, state in
      line.hash == nil ? state != .absent : state.hash != line.hash
    }.map(\.0)
  }

  /// Runs that ended without a verdict, or need a person.
  package var unfinished: [SetSummary] { facts.sets.filter { $0.needsRecovery && !facts.isAtWork($0) } }

  /// A lock whose holder is not known to be alive.
  package var isLockedByNobody: Bool { facts.lock.map { $0.standing != .alive } ?? false }

  /// True when a person should look.
  package var hasFinding: Bool {
    !drifted.isEmpty || !unfinished.isEmpty || !facts.owed.isEmpty || isLockedByNobody
      || services.contains { !$0.isWell }
  }
}
