internal import Deploy
internal import Plan
internal import Terminal
internal import Transaction

/// The command `history`.
enum HistoryCommand {
  private static let last = OptionSpec("last", "n", value: "N", "how many runs to tell of (20)")

  static let spec = CommandSpec(
    "history", "PLACE", "list the runs of a place: when, who, from where, what revision, what became of them",
    details: """
      PLACE is a playbook, whose own runs are listed with the rollbacks that undid them, or HOST[:ROOT], whose runs are
      all listed. Runs whose backup sets are gone stand there too. A '+' behind a revision says that files were deployed
      that were not committed.
      """,
    examples: ["history playbooks/dedup-fix.yml", "history --last 5 lms-prod:/root/projects/lms"],
    exitCodes: ExitCode.ofLook,
    options: [last] + Arguments.round
  ) { arguments, console in
    let place = try arguments.onlyWord("a place", "history")
    let count = try arguments.count(last, of: "history") ?? 20
    let playbook = try Place.playbookName(place, arguments)
    return await (try Round(place, arguments, console)).visit { visit in
      let facts = try await visit.sets()
      let all = facts.pastRuns
      let runs = playbook.map(all.ofPlaybook) ?? all
      let shown = Array(runs.prefix(count))
      let revisions = try await visit.revisions(of: shown)
      visit.answer(HistoryTable.lines(shown, revisions, in: facts, console.style))
      if runs.isEmpty { visit.answer(["no runs" + (playbook.map { " of \($0)" } ?? "")]) }
      if runs.count > count { visit.answer(["and \(runs.count - count) older ones: --last \(runs.count) shows all"]) }
      return .done
    }
  }
}

extension Visit {
  /// The revisions that sets tell of, all in one exchange.
  func revisions(of runs: [PastRun]) async throws -> [String: Revision] {
    let names = runs.compactMap { $0.set?.name }
    guard !names.isEmpty else { return [:] }
    var request = LookRequest(target)
    for (index, name) in names.enumerated() { request.give("\(name)/revision", as: "revision\(index)") }
    let given = try await session.look(request).given
    return names.enumerated().reduce(into: [:]) { found, item in
      found[item.element] = given["revision\(item.offset)"].flatMap { Revision($0) }
    }
  }
}

extension Arguments {
  /// The value of an option that takes a number from 1 up.
  func count(_ option: OptionSpec, of command: String) throws(UsageError) -> Int? {
    guard let text = value(option) else { return nil }
    guard let number = Int(text), number > 0 else {
      throw UsageError("--\(option.name): expected a number from 1 up, found '\(text)'", command: command)
    }
    return number
  }
}
