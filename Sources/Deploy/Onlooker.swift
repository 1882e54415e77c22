package import Playbook
package import Transaction
internal import Plan

/// Looks on at a run on one host until its verdict, and gives no orders.
package struct Onlooker: Sendable {
  package struct Sight: Sendable {
    package let target: Target
    package let run: RunID
    package let story: RunStory
  }

  private let target: Target
  private let wanted: String?
  private let patience: Duration
  private let open: @Sendable (Target) async throws -> Session
  private let see: @Sendable (Sight) -> Void
  private let report: Reporter

  /// Says what it sees once it knows which run that is.
  package init(
    _ target: Target, run wanted: String?, patience: Duration,
    open: @escaping @Sendable (Target) async throws -> Session, see: @escaping @Sendable (Sight) -> Void,
    report: @escaping Reporter
  ) {
    self.target = target
    self.wanted = wanted
    self.patience = patience
    self.open = open
    self.see = see
    self.report = report
  }

  package func outcome() async -> Outcome {
    do {
      return try await open(target).closing(outcome)
    } catch {
      return .unreachable(HostError(error))
    }
  }

  private func outcome(_ session: Session) async throws -> Outcome {
    let sight = try await look(session)
    see(sight)
    let (target, open, host) = (sight.target, open, target.host.name)
    var pursuit = Pursuit(
      of: sight.run, on: target, orders: Orders(), isOwner: false, patience: patience,
      open: { try await open(target) })
    var course = Course()
    var progress = HostProgress(patience: sight.story.awaitSeconds)
    let end = await pursuit.join(session) { matter in
      progress.note(matter)
      report(Notice(host: host, matter: matter))
      if case .event(let event) = matter { course.add(event) }
    }
    switch end {
    case .neverBegan: return .unreachable(HostError("the run \(sight.run) was dropped before it began"))
    case .ended(let state): return .ended(state, course)
    case .lost(let error): return .leftRunning(error, progress.prospect([]))
    }
  }

  /// Finds the run that is meant, with what its set tells of it.
  private func look(_ session: Session) async throws -> Sight {
    let target = try await session.settle(target)
    let place = Questions(root: target.root, backups: target.backups)
    let facts = try await session.probe(ProbeRequest(place, sets: .all))
    let run = try RunChoice.run(wanted, of: facts)
    var gifts: [String: [UInt8]] = [:]
    for file in ["manifest", "script"] { gifts[file] = target.backups.bytes + Array("/\(run)/\(file)".utf8) }
    let given = try await session.probe(ProbeRequest(place, gifts: gifts)).given
    let story = RunStory(
      target, manifest: given["manifest"].flatMap { Manifest($0) }, script: given["script"] ?? [])
    return Sight(target: target, run: run, story: story)
  }
}
