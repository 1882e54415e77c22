internal import Deploy
internal import Playbook
internal import Plan
internal import SourceText
internal import Terminal
internal import Transaction

/// The command `backups`.
enum BackupsCommand {
  static let spec = CommandSpec(
    "backups", "[list] PLACE", "list the backup sets of a place, newest first",
    details: "PLACE is a playbook or HOST[:ROOT].", options: [.inventory, .become] + Reach.options
  ) { arguments, console in
    var words = arguments.words
    if words.first == "list" { words.removeFirst() }
    guard let place = words.first else { throw UsageError("name a place", command: "backups") }
    guard words.count == 1 else { throw UsageError("'\(words[1])' is one word too many", command: "backups") }
    let reach = Reach(arguments, console)
    let targets = try Place.targets(place, arguments)
    return await Interrupts.watch(nil, console) { await show(targets, reach, console) }
  }

  private static func show(_ targets: [Target], _ reach: Reach, _ console: Console) async -> ExitCode {
    var code = ExitCode.done
    for target in targets {
      do {
        let (target, facts) = try await list(target, reach)
        console.answer("\(target.host.name):\(target.root)".terminalSafe)
        let lines = SetTable.lines(facts, console.style)
        for line in lines { console.answer("  \(line)") }
        if lines.isEmpty { console.answer("  no backup sets") }
      } catch {
        let outcome = Outcome.unreachable(HostError(error))
        console.say(OutcomeText(target, plan: nil, run: nil, console.errorStyle).lines(outcome).joined(separator: "\n"))
        code = .notChanged
      }
    }
    return code
  }

  private static func list(_ target: Target, _ reach: Reach) async throws -> (Target, Facts) {
    let session = try await Session(try await reach.connect(target.host), become: target.become)
    return try await session.closing { session in
      let target = try await session.settle(target)
      let questions = Questions(root: target.root, backups: target.backups)
      return (target, try await session.probe(ProbeRequest(questions, sets: .all)))
    }
  }
}
