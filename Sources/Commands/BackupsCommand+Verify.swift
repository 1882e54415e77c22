internal import Deploy
internal import Plan
internal import SourceText
internal import Terminal
internal import Transaction

extension BackupsCommand {
  static let verify = CommandSpec(
    "backups verify", "PLACE [RUN]", "compare every saved file with the hash in its manifest",
    details: "Without RUN, all sets of the place. Ends with 8 when something is missing or damaged.",
    examples: ["backups verify lms-prod", "backups verify playbooks/dedup-fix.yml 20260202_060240"],
    exitCodes: ExitCode.ofFindings,
    options: options
  ) { arguments, console in
    let (place, rest) = try arguments.place("backups verify")
    if rest.count > 1 { throw UsageError("'\(rest[1])' is one word too many", command: "backups verify") }
    return await (try Round(place, arguments, console)).visit { try await verify($0, rest.first) }
  }

  private static func verify(_ visit: Visit, _ run: String?) async throws -> ExitCode {
    let facts = try await visit.sets()
    let chosen = try run.map { [try facts.set($0)] } ?? facts.setsNewestFirst
    if chosen.isEmpty { visit.answer(["no backup sets"]) }
    for set in chosen {
      if set.state == .foreign {
        visit.answer(["\(set.name.terminalSafe)  foreign, so there is nothing to compare it with"])
      }
      if facts.isAtWork(set) { visit.answer(["\(set.name.terminalSafe)  at work now, not verified"]) }
    }
    let records = try await visit.records(of: chosen.filter { $0.state != .foreign && !facts.isAtWork($0) })
    var request = LookRequest(visit.target)
    for (index, record) in records.enumerated() {
      guard let manifest = record.manifest else { continue }
      request.states(of: SetCheck.paths(of: manifest), at: request.folder(of: record.set.name), as: index)
    }
    let answers = try await visit.session.look(request)
    var code = ExitCode.done
    for (index, record) in records.enumerated() {
      let check = record.check(answers, list: index)
      visit.answer(check.lines(record.set.name, visit.console.style))
      if !check.findings.isEmpty { code = .finding }
    }
    return code
  }
}
