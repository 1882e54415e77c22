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
    options: [.yes, .protected, .wait] + Arguments.place
  ) { arguments, console in
    let place = try arguments.onlyWord("a place", "recover")
    let reach = try Reach(arguments, console)
    let (targets, inventory) = try Place.hosts(place, arguments)
    let agreement = try arguments.agreement("recover", over: targets, of: inventory)
    let queue = try arguments.queue("recover", console)
    return await Interrupts.watch(nil, console, saying: "interrupted; a recovery that has begun goes on at the host") {
      await recover(targets, reach, agreement, queue, console) {
        SecretPack(try await Place.secrets(place, for: targets, arguments, console))
      }
    }
  }

  private static func recover(
    _ targets: [Target], _ reach: Reach, _ agreement: Agreement, _ queue: Queue?, _ console: Console,
    _ secrets: @Sendable () async throws -> SecretPack
  ) async -> ExitCode {
    var codes: Set<ExitCode> = []
    for target in targets {
      do {
        let session = try await reach.open(target)
        codes.insert(
          try await session.closing { try await recover(target, $0, agreement, queue, console, secrets) })
      } catch {
        let outcome = Outcome.unreachable(HostError(error))
        console.say(OutcomeText(target, plan: nil, run: nil, console.errorStyle).lines(outcome).joined(separator: "\n"))
        codes.insert(.notChanged)
      }
    }
    return [.needsPerson, .notChanged, .usage].first(where: codes.contains) ?? .done
  }

  private static func recover(
    _ target: Target, _ session: Session, _ agreement: Agreement, _ queue: Queue?, _ console: Console,
    _ secrets: @Sendable () async throws -> SecretPack
  ) async throws -> ExitCode {
    let target = try await session.settle(target)
    let place = "\(target.host.name):\(target.root)".terminalSafe
    let questions = Questions(root: target.root, backups: target.backups)
    let request = ProbeRequest(questions, sets: .all)
    var facts = try await session.probe(request)
    if let queue { facts = try await queue.wait(target, facts) { try await session.probe(request) } }
    if let lock = facts.lock, !lock.isStale {
      throw HostError("the run \(lock.run) is at work here (process \(lock.process)); it recovers by itself")
    }
    let sets = facts.sets.filter(\.needsRecovery)
    if sets.isEmpty { console.answer("\(place): nothing to recover") }
    var code = ExitCode.done
    for set in sets {
      console.answer("\(place): \(set.name.terminalSafe) is \(set.state.rawValue)")
      if case .declined(let reason) = await agreement.ask("recover it", changing: [target], console) {
        console.say(reason)
        return .usage
      }
      code = try await recover(target, set, session, try await secrets(), console)
    }
    return code
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
