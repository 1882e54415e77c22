internal import Deploy
internal import Terminal
internal import Transaction

extension BackupsCommand {
  static let show = CommandSpec(
    "backups show", "PLACE RUN", "show one backup set: who, when, what became of it, which files",
    details: "RUN is a timestamp such as 20260202_060240, a run's whole name, or 'latest'.",
    examples: ["backups show lms-prod 20260202_060240", "backups show playbooks/dedup-fix.yml latest"],
    exitCodes: ExitCode.ofFindings,
    options: options
  ) { arguments, console in
    let (place, run, rest) = try arguments.placeAndRun("backups show")
    if let word = rest.first { throw UsageError("'\(word)' is one word too many", command: "backups show") }
    return await (try Round(place, arguments, console)).visit { visit in
      let facts = try await visit.sets()
      let set = try facts.set(run)
      guard let record = try await visit.records(of: [set], sizes: true).first else { return .notChanged }
      visit.answer(SetText(set, in: facts, console.style).lines(record.manifest, record.journal, size: record.size))
      return .done
    }
  }
}
