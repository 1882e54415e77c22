internal import Deploy
internal import Plan
internal import Playbook
internal import SourceText
internal import Terminal
internal import Transaction

/// The command `recover`.
enum RecoverCommand {
  static let spec = CommandSpec(
    "recover", "PLACE", "finish or take back what a run left behind that died",
    details: """
      After a power cut, or when worker and guardian of a run were killed: the journal and the hashes of the files
      decide. A run that had committed is finished, any other is reverted. PLACE is a playbook or HOST[:ROOT].
      """,
    examples: ["recover lms-prod", "recover --yes root@lms.example.com:/root/projects/lms"],
    exitCodes: [.done, .usage, .notChanged, .needsPerson, .interrupted],
    options: [.yes, .protected, .wait] + Arguments.round
  ) { arguments, console in
    let place = try arguments.onlyWord("a place", "recover")
    let reach = try Reach(arguments, console)
    let (targets, inventory) = try Place.hosts(place, arguments)
    let agreement = try arguments.agreement("recover", over: targets, of: inventory)
    let queue = try arguments.queue("recover", console)
    let round = try Round(targets, reach, arguments, console)
    return await round.visit(
      saying: "interrupted; a recovery that has begun goes on at the host", look: { try await dead($0, queue) },
      failing: round.reportUnreached
    ) { visit, sets in
      try await recover(visit, sets, agreement) {
        SecretPack(try await Place.secrets(place, for: targets, arguments, console))
      }
    }
  }

  /// What waits for a recovery; nil where nothing does.
  private static func dead(_ visit: Visit, _ queue: Queue?) async throws -> [SetSummary]? {
    let (target, session) = (visit.target, visit.session)
    let request = ProbeRequest(Questions(root: target.root, backups: target.backups), sets: .all)
    var facts = try await session.probe(request)
    if let queue { facts = try await queue.wait(target, facts) { try await session.probe(request) } }
    if let lock = facts.lock, !lock.isStale {
      throw HostError("the run \(lock.run) is at work here (process \(lock.process)); it recovers by itself")
    }
    let sets = facts.sets.filter(\.needsRecovery)
    if sets.isEmpty { visit.console.answer("\(visit.title): nothing to recover") }
    return sets.isEmpty ? nil : sets
  }

  private static func recover(
    _ visit: Visit, _ sets: [SetSummary], _ agreement: Agreement, _ secrets: @Sendable () async throws -> SecretPack
  ) async throws -> ExitCode {
    let console = visit.console
    var codes: [ExitCode] = []
    for set in sets {
      console.answer("\(visit.title): \(set.name.terminalSafe) is \(set.state.rawValue)")
      if case .declined(let reason) = await agreement.ask("recover it", changing: [visit.target], console) {
        console.say(reason)
        return .usage
      }
      codes.append(try await recover(visit.target, set, visit.session, try await secrets(), console))
    }
    return Round.code(codes)
  }

  private static func recover(
    _ target: Target, _ set: SetSummary, _ session: Session, _ secrets: SecretPack, _ console: Console
  ) async throws -> ExitCode {
    let recovery = try await session.recover(set.name, of: target, secrets: secrets)
    for line in recovery.lines { console.answer("  \(line.terminalSafe)") }
    switch recovery.verdict {
    case .done: return .done
    case .stuck: return .needsPerson
    case .failed: throw HostError("\(set.name) could not be recovered")
    }
  }
}
