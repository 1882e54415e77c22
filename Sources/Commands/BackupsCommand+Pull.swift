internal import Deploy
internal import Plan
internal import Playbook
internal import SourceText
internal import Terminal
internal import Transaction

extension BackupsCommand {
  static let pull = CommandSpec(
    "backups pull", "PLACE [RUN...]", "copy backup sets into the folder backups of the project",
    details: """
      Without RUN, all sets of the place. A copy lies in backups/HOST/RUN beside the sources of the playbook, else in
      the current folder. Every file is compared with its hash; what is there already is left alone.
      """, examples: ["backups pull lms-prod latest", "backups pull playbooks/dedup-fix.yml"],
    exitCodes: ExitCode.ofFindings,
    options: options
  ) { arguments, console in
    let (place, runs) = try arguments.place("backups pull")
    let project = Place.isPlaybook(place) ? SourceFolder.of(playbookPath: place) : "."
    return await (try Round(place, arguments, console)).visit(
      saying: "interrupted; sets that arrived whole are here, begin again for the others"
    ) { try await pull($0, runs, into: project) }
  }

  private static func pull(_ visit: Visit, _ runs: [String], into project: String) async throws -> ExitCode {
    let facts = try await visit.sets()
    let chosen = runs.isEmpty ? facts.setsNewestFirst : try runs.map { run throws(HostError) in try facts.set(run) }
    var codes: Set<ExitCode> = []
    var ready: [SetSummary] = []
    for set in chosen {
      let name = set.name.terminalSafe
      if set.state == .foreign {
        visit.answer(["\(name)  foreign, not copied: deployctl knows nothing of what is in it"])
      } else if set.needsRecovery || facts.isAtWork(set) {
        visit.answer(["\(name)  \(set.state.rawValue), not copied: it is not finished"])
        codes.insert(.notChanged)
      } else {
        ready.append(set)
      }
    }
    if chosen.isEmpty { visit.answer(["no backup sets"]) }
    let records = try await visit.records(of: ready)
    var request = LookRequest(visit.target)
    for (index, record) in records.enumerated() { SetCopy.ask(for: record, index, &request) }
    let names = try await visit.session.look(request)
    for (index, record) in records.enumerated() {
      codes.insert(try await pull(visit, record, SetCopy.paths(of: record, index, names), into: project))
    }
    return Round.code(codes)
  }

  private static func pull(
    _ visit: Visit, _ record: SetRecord, _ paths: [LookPath], into project: String
  ) async throws -> ExitCode {
    let name = record.set.name
    let folder = try SetFolder(project, host: visit.target.host.name, run: name)
    if folder.exists {
      guard try folder.holds(record.manifestText) else {
        visit.console.say("error: \(folder.path.terminalSafe) holds something else: move it away, and pull again")
        return .usage
      }
      visit.answer(["\(name)  is in \(folder.path) already".terminalSafe])
      return .done
    }
    var request = LookRequest(visit.target)
    let base = request.folder(of: name)
    request.states(of: paths, at: base, as: 0)
    let states = try await visit.session.look(request).states(of: 0, count: paths.count)
    let copy = SetCopy(record, paths, states, at: base)
    guard copy.check.findings.isEmpty else {
      visit.answer(copy.check.lines(name, visit.console.style) + ["  not copied"])
      return .finding
    }
    try folder.begin()
    var changed: [SetCopy.File] = []
    try await visit.session.fetch(ContentsRequest(copy.files.map(\.content), on: visit.target)) { step in
      if try !folder.take(step, of: copy), case .end(let number, _) = step { changed.append(copy.files[number]) }
    }
    guard changed.isEmpty else {
      try folder.discard()
      let path = changed[0].components.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
      throw HostError("\(path) in \(name) changed while it was read", hint: "pull it again")
    }
    try folder.finish()
    let size = copy.files.reduce(0) { $0 + $1.content.size }
    visit.answer(["\(name)  \(copy.files.count) files, \(ByteCount.text(size)), to \(folder.path)".terminalSafe])
    return .done
  }
}
