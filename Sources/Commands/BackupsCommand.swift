internal import Deploy
internal import Plan
internal import SourceText
internal import Terminal

/// The command `backups`, which lists sets when no other of its words is said.
enum BackupsCommand {
  static let spec = CommandSpec(
    "backups", "[list] PLACE", "list, show, compare, verify, copy or remove the backup sets of a place",
    details: """
      Without one of the words below it lists the sets of PLACE, newest first. PLACE is a playbook or HOST[:ROOT]. The
      first word is taken for one of these before it is taken for a place: for a host called 'show', 'list show'.
      """,
    examples: [
      "backups root@lms.example.com", "backups show lms-prod 20260202_060240", "backups verify playbooks/dedup-fix.yml",
    ],
    exitCodes: ExitCode.ofFindings,
    options: options, subcommands: [show, diff, verify, pull, prune],
    run: list)

  /// What each of its subcommands takes.
  static let options: [OptionSpec] = [.become, .becomeMethod, .parallel] + Arguments.playbook + Reach.options

  @Sendable private static func list(_ arguments: Arguments, _ console: Console) async throws -> ExitCode {
    var words = arguments.words
    if words.first == "list" { words.removeFirst() }
    guard let place = words.first else { throw UsageError("name a place", command: "backups") }
    if words.count > 1, spec.subcommands.contains(where: { $0.name == "backups \(place)" }) {
      throw UsageError("'\(place)' has to stand right after 'backups'", command: "backups")
    }
    guard words.count == 1 else { throw UsageError("'\(words[1])' is one word too many", command: "backups") }
    return await (try Round(place, arguments, console)).visit { visit in
      let facts = try await visit.sets()
      let lines = SetTable.lines(facts, console.style)
      visit.answer(lines.isEmpty && !facts.hasClosedSets ? ["no backup sets"] : lines)
      if facts.hasClosedSets { visit.answer(["there are sets that uid \(facts.user) may not look into"]) }
      visit.answer(facts.owed.map { "\($0.title) is owed since \($0.run)".terminalSafe })
      return .done
    }
  }
}

extension Arguments {
  /// A place, and the words after it.
  func place(_ command: String) throws(UsageError) -> (place: String, rest: [String]) {
    guard let place = words.first else { throw UsageError("name a place", command: command) }
    return (place, Array(words.dropFirst()))
  }

  /// A place and a run, and the words after them.
  func placeAndRun(_ command: String) throws(UsageError) -> (place: String, run: String, rest: [String]) {
    let (place, rest) = try place(command)
    guard let run = rest.first else {
      throw UsageError("name the run: a timestamp, a whole name, or 'latest'", command: command)
    }
    return (place, run, Array(rest.dropFirst()))
  }
}
