internal import Deploy
internal import Plan
internal import Playbook
internal import SourceText
internal import Terminal
internal import Transaction

extension BackupsCommand {
  private static let asRun = OptionSpec("as-run", nil, "show what the run changed, not what lies there now")

  static let diff = CommandSpec(
    "backups diff", "PLACE RUN [FILE...]", "show how files differ from what a set saved",
    details: """
      From the saved files to those that lie there now; with --as-run to those that the run wrote, as far as the host
      still has them. FILE is a path below the root, or from /.
      """, examples: ["backups diff lms-prod latest", "backups diff --as-run lms-prod 20260202_060240 src/a.py"],
    exitCodes: ExitCode.ofFindings,
    options: [asRun] + options
  ) { arguments, console in
    let (place, run, files) = try arguments.placeAndRun("backups diff")
    let isAsRun = arguments.has(asRun)
    return await (try Round(place, arguments, console)).visit { try await diff($0, run, files, asRun: isAsRun) }
  }

  private static func diff(_ visit: Visit, _ run: String, _ files: [String], asRun: Bool) async throws -> ExitCode {
    let facts = try await visit.sets()
    let set = try facts.set(run)
    if set.state == .foreign { throw HostError("\(set.name) was not made by deployctl, so it has nothing to compare") }
    guard let manifest = try await visit.records(of: [set]).first?.manifest else {
      throw HostError("the manifest of \(set.name) cannot be read")
    }
    let entries = try manifest.entries(files, below: visit.target.root)
    let (session, target) = (visit.session, visit.target)
    let answers = try await session.look(SetComparison.request(entries, of: set.name, on: target))
    let comparison = SetComparison(entries, of: set.name, on: target, answers, asRun: asRun, ledger: facts.ledger)
    let wanted = comparison.files()
    let contents = try await session.contents(of: wanted, on: target)
    let known = Dictionary(zip(wanted, contents).compactMap { file, content in content.map { (file, $0) } }) { $1 }
    let differences = comparison.differences(known)
    for difference in differences { visit.answer(DiffText.lines(difference, visit.console.style)) }
    if differences.isEmpty { visit.answer(["no differences"]) }
    for path in comparison.damaged {
      visit.console.say("\(visit.title): the saved copy of \(path.description.terminalSafe) is damaged or gone")
    }
    return comparison.damaged.isEmpty ? .done : .finding
  }
}

extension Manifest {
  /// The entries of these paths, all of them if none is named.
  fileprivate func entries(_ files: [String], below root: AbsolutePath) throws(HostError) -> [Entry] {
    guard !files.isEmpty else { return entries }
    var chosen: [Entry] = []
    for file in files {
      let path = (file.hasPrefix("/") ? AbsolutePath(file) : root.appending(file)).map { EntryPath($0, root: root) }
      guard let entry = entries.first(where: { $0.path == path }) else {
        throw HostError("\(run) did not touch \(file)", hint: "deployctl backups show lists its files")
      }
      chosen.append(entry)
    }
    return chosen
  }
}
