internal import Deploy
internal import Plan
internal import Playbook
internal import Terminal
internal import Transaction

extension BackupsCommand {
  private static let keep = OptionSpec(
    "keep", nil, value: "N", "how many good sets stay, and how many failed; else what the playbook says, or 10")

  static let prune = CommandSpec(
    "backups prune", "PLACE", "remove old backup sets, after showing which",
    details: """
      The newest N good sets stay with everything committed after the oldest of them, and the newest N of runs that were
      reverted. Sets that are foreign, unfinished, stuck or not in the history are never removed.
      """, examples: ["backups prune lms-prod", "backups prune --keep 3 --yes playbooks/dedup-fix.yml"],
    exitCodes: ExitCode.ofFindings,
    options: [.yes, keep] + options
  ) { arguments, console in
    let place = try arguments.onlyWord("a place", "backups prune")
    let asked = try arguments.value(keep).map { text in
      do throws(Malformed) {
        return try Retention(text)
      } catch {
        throw UsageError("--keep: \(error.message)\(error.hint.map { " (\($0))" } ?? "")", command: "backups prune")
      }
    }
    let isAgreed = arguments.has(.yes)
    let round = try Round(place, arguments, console)
    return await round.visit(
      saying: "interrupted; a removal that has begun goes on at the host",
      look: { visit -> Waste? in
        visit.console.answer(visit.title)
        // A place without a playbook says nothing of retention.
        let own = visit.target.steps.isEmpty ? .usual : visit.target.conduct.keep
        guard case .newest(let number) = asked ?? own else {
          visit.answer(["all sets are kept here; --keep N removes old ones"])
          return nil
        }
        return try await look(visit, keeping: number)
      }, failing: round.report
    ) { try await prune($0, $1, isAgreed: isAgreed) }
  }

  /// Sets that retention would remove.
  private struct Waste {
    let number: Int
    let runs: [String]
  }

  private static func look(_ visit: Visit, keeping number: Int) async throws -> Waste? {
    let console = visit.console
    let facts = try await visit.sets()
    if let lock = facts.lock, !lock.isStale {
      throw HostError("locked by the run \(lock.run) (process \(lock.process))")
    }
    var request = LookRequest(visit.target)
    request.old(keeping: number)
    let old = try await visit.session.look(request).old
    guard !old.isEmpty else {
      visit.answer(["nothing to remove"])
      return nil
    }
    var sizing = LookRequest(visit.target)
    sizing.sizes(of: old)
    let sizes = try await visit.session.look(sizing).sizes
    let sets = facts.setsNewestFirst.filter { old.contains($0.name) }
    visit.answer(sets.map { SetTable.line($0, in: facts, size: sizes[$0.name], console.style) })
    visit.answer([
      "\(sets.count == 1 ? "1 set" : "\(sets.count) sets"), \(ByteCount.text(sizes.values.reduce(0, +) * 1024))"
    ])
    return Waste(number: number, runs: old)
  }

  private static func prune(_ visit: Visit, _ waste: Waste, isAgreed: Bool) async throws -> ExitCode {
    let console = visit.console
    if !isAgreed {
      guard console.isInteractive else {
        console.say("there is no terminal to ask on: add --yes to remove them")
        return .usage
      }
      guard await Prompt.shared.confirm("remove them?") else {
        console.say("declined; nothing was removed")
        return .usage
      }
    }
    let gone = try await visit.session.prune(PruneRequest(visit.target, keeping: waste.number, runs: waste.runs))
    let left = waste.runs.filter { !gone.contains($0) }
    visit.answer(
      ["removed \(gone.count == 1 ? "1 set" : "\(gone.count) sets")"] + left.map { "\($0) stays: it is needed by now" })
    return .done
  }
}
