package import Crypto
package import Playbook
internal import Transaction
package import Plan

extension Proposal {
  /// Going back to the state before a run, named by its timestamp, its name or `latest`; or to what a person saved in
  /// a folder of that name.
  package static func rollingBack(
    _ target: Target, to wanted: String, isOnly: Bool, _ wishes: Adoption.Wishes = Adoption.Wishes(),
    secrets: [String: Secret] = [:], after leftovers: Leftovers = .untouched
  ) -> Planner {
    let pack = SecretPack(secrets)
    let leftovers = leftovers.supplying(pack)
    return { session, candidates in
      let target = try await session.settle(target)
      let place = Questions(root: target.root, backups: target.backups)
      let request = ProbeRequest(place, candidates: candidates, sets: .all)
      var known = try await session.probe(request)
      if try await leftovers.clear(known, target, session, sparingStuck: true) {
        known = try await session.probe(request)
      }
      if let folder = try RollbackChoice.foreignFolder(wanted, facts: known) {
        if isOnly { throw HostError("\(folder) is no run, so --only means nothing there") }
        return try await adopting(folder, on: target, wishes, session, candidates)
      }
      guard wishes.isEmpty else {
        throw HostError("'\(wanted)' is no folder made by hand, so nothing needs --map or --skip-unmatched")
      }
      let choice = try RollbackChoice(wanted, isOnly: isOnly, facts: known)
      let sets = try await session.sets(
        choice.runs + choice.later + (choice.previous.map { [$0] } ?? []), stuck: choice.stuck, of: target)
      let (undone, rest) = (sets.prefix(choice.runs.count), sets.dropFirst(choice.runs.count))
      let rollback = Rollback(Array(undone), after: choice.previous == nil ? nil : rest.last)
      try refuseOverlap(rollback, Array(rest.prefix(choice.later.count)))
      let questions = ProbeRequest(
        rollback.questions(for: target), candidates: candidates, gifts: rollback.gifts(for: target))
      let facts = try await session.probe(questions)
      let plan = rollback.plan(for: target, facts: facts, secrets: pack.names)
      return Proposal(plan: plan, facts: facts, undoes: choice.settled, secrets: pack) { run, awaitSeconds in
        rollback.script(plan, run: run, awaitSeconds: awaitSeconds)
      }
    }
  }

  /// One run alone can be taken out only where no later one built upon it.
  private static func refuseOverlap(_ rollback: Rollback, _ later: [Rollback.Undone]) throws(HostError) {
    for one in later {
      if let path = one.manifest.entries.first(where: { rollback.touches($0.path) })?.path {
        throw HostError(
          "the later run \(one.manifest.run) changed \(path) too",
          hint: "without --only, it is undone with the others")
      }
    }
  }
}

extension Session {
  /// What the sets of these runs hold, in one exchange.
  fileprivate func sets(_ runs: [RunID], stuck: [RunID], of target: Target) async throws -> [Rollback.Undone] {
    var gifts: [String: [UInt8]] = [:]
    for (index, run) in runs.enumerated() {
      for file in ["manifest", "script", "journal"] {
        gifts["\(file)\(index)"] = target.backups.bytes + Array("/\(run)/\(file)".utf8)
      }
    }
    let place = Questions(root: target.root, backups: target.backups)
    let facts = try await probe(ProbeRequest(place, records: gifts))
    return try runs.enumerated().map { index, run in
      guard let manifest = facts.given["manifest\(index)"].flatMap({ Manifest($0) }),
        let script = facts.given["script\(index)"]
      else { throw HostError("the backup set \(run) cannot be read, or was made by another version") }
      let journal = facts.given["journal\(index)"] ?? []
      return Rollback.Undone(
        manifest: manifest, script: script, journal: journal, isStuck: stuck.contains(run))
    }
  }

  /// The target with its root and backup folder, from the host's registry where the user did not name them.
  package func settle(_ target: Target) async throws -> Target {
    let roots = RootRegistry(try await probe(RootRegistry.request).given["roots"] ?? [])
    return try roots.settle(target)
  }
}
