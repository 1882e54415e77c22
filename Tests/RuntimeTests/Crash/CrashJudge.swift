import Glibc
import Plan
import TestSupport
import Transaction

/// The two states in which a world may end.
struct CrashReferences {
  let before: CrashSnapshot
  let after: CrashSnapshot
}

/// What is wrong after a crash and its recovery.
struct CrashFindings: CustomStringConvertible {
  /// Neither all old nor all new, or not what the journal says.
  var mixed: [String] = []
  /// Content of before, or of somebody else, that is nowhere any more.
  var lost: [String] = []
  /// All else that should be done with: lock, history, ledger, services, processes.
  var undone: [String] = []

  var isEmpty: Bool { mixed.isEmpty && lost.isEmpty && undone.isEmpty }

  /// A line for each.
  var description: String {
    (mixed.map { "mixed: \($0)" } + lost.map { "lost: \($0)" } + undone).map { "\n  \($0)" }.joined()
  }
}

/// Looks at a world after the recovery.
struct CrashJudge {
  static let edit = "written by somebody else\n"

  let bench: CrashBench
  let point: CrashPoint
  /// Where somebody else wrote between crash and recovery.
  let edit: String?
  let references: CrashReferences

  func findings(_ complaints: [String]) throws -> CrashFindings {
    var findings = CrashFindings(undone: complaints)
    let now = try CrashSnapshot(bench.world)
    let state = try journal()
    let isRestored = point.way == .restore
    let isNew = state.name == .committed && !isRestored
    let wanted = isNew ? references.after : references.before
    // A folder that the run made stays when somebody put a file there.
    let kept =
      edit.flatMap { edit in
        ["root/fresh", "root/fresh/deep", "root/apart/more", "outside/more"].filter { edit.hasPrefix("\($0)/") }
      }
      ?? []
    let isCopied = isRestored || point.interrupted == .restore
    // Files alone come back by hand; a command of the run stays done.
    let ignored = Set([edit].compactMap { $0 } + kept + (isCopied ? CrashScenario.migrated : []))
    let written = Set(CrashScenario.paths.filter { $0.way != .rename }.map(\.name))
    let sides = [now, wanted].map { isCopied ? $0.copied : $0.coarse(written.contains) }
    let differences = sides[0].differences(from: sides[1], without: ignored)
    findings.mixed += differences.map { "\(isNew ? "new" : "old"), but \($0)" }
    // A set that was not unpacked yet is none; its folder is all that is left.
    if point.scenario == .preparing, !Files.exists("\(bench.set)/manifest") { return findings }
    switch state.name {
    case .committed where point.scenario != .committing: findings.mixed.append("committed, and nothing asked for it")
    case .committed, .reverted: if !state.isClosed { findings.mixed.append("not closed") }
    case .none where Files.exists(bench.set): findings.mixed.append("a set without a verdict")
    case .none: break
    default: findings.mixed.append("the journal ends with \(state.name)")
    }
    findings.lost += try lost(now, state.name)
    findings.undone += try conclusion(state.name, now)
    if state.name == .reverted, !isCopied { findings.undone += services(state.hasService) }
    return findings
  }

  private func journal() throws -> (name: SetSummary.State, isClosed: Bool, hasService: Bool) {
    guard let text = Files.contents(Array("\(bench.set)/journal".utf8)) else { return (.none, false, false) }
    var state = SetSummary.State.none
    var (isClosed, hasService) = (false, false)
    for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      switch words.dropFirst().first {
      case "state":
        (state, isClosed) = (words.count > 2 ? SetSummary.State(rawValue: String(words[2])) ?? .none : .none, false)
      case "closed": isClosed = true
      case "act": if words.last == "service" { hasService = true }
      default: break
      }
    }
    return (state, isClosed, hasService)
  }

  private func lost(_ now: CrashSnapshot, _ state: SetSummary.State) throws -> [String] {
    var lost: [String] = []
    let saved = try CrashSnapshot(bench.set, without: ["control", "evidence", "new"])
    for path in CrashScenario.paths where path.name != edit {
      guard let content = path.old?.content.map({ Array($0.utf8) }) else { continue }
      let place = path.isOutside ? "system\(bench.world)/\(path.name)" : "files/\(path.name.dropFirst("root/".count))"
      let isSaved = saved.leaves[place]?.content == content
      if !isSaved, now.leaves[path.name]?.content != content { lost.append("\(path.name) is nowhere") }
      if !isSaved, state != .none { lost.append("\(path.name) is not in the set") }
    }
    if let edit {
      let content = Array(Self.edit.utf8)
      let isAside = saved.leaves.contains { $0.key.hasPrefix("aside/") && $0.value.content == content }
      if !isAside, now.leaves[edit]?.content != content { lost.append("what somebody wrote to \(edit) is nowhere") }
    }
    return lost
  }

  private func conclusion(_ state: SetSummary.State, _ now: CrashSnapshot) throws -> [String] {
    var undone: [String] = []
    let names = (Files.names(in: Array(bench.backups.utf8)) ?? []).map { String(decoding: $0, as: UTF8.self) }
    // Busybox has a watcher beside what it ends in time, which looks once a second whether it can go.
    undone += bench.processes().filter { !$0.command.hasPrefix("timeout ") }.map { "still runs: \($0.command)" }
    // Without a set the next run takes over what is left of the lock.
    guard state != .none else { return undone }
    // A guardian that is killed after its worker looked for it leaves its lock, which the next run proves dead.
    let remains = names.filter { ($0.hasPrefix(".lock") && !($0 == ".lock" && point.way == .worker)) || $0 == ".gone" }
    undone += remains.map { "\($0) is left" }
    undone += ["new", "files.copy", "system.copy"].filter { Files.exists("\(bench.set)/\($0)") }.map { "\($0) is left" }
    let saved = try CrashSnapshot(bench.set, without: [])
    if !saved.inodes.isDisjoint(with: now.inodes) { undone.append("the set shares files with the live tree") }
    let lines = HistoryLine.lines(of: Files.contents(Array("\(bench.backups)/history".utf8)) ?? [])
    let outcome = lines.last { $0.run == CrashScenario.run }?.outcome
    let wanted: HistoryLine.Outcome = state == .reverted ? .reverted : point.way == .restore ? .restored : .good
    if outcome != wanted {
      undone.append("history says \(outcome.map { $0.rawValue } ?? "nothing"), not \(wanted.rawValue)")
    }
    if state == .committed { undone += try ledger() }
    return undone
  }

  private func ledger() throws -> [String] {
    let ledger = Ledger(text: Files.contents(Array("\(bench.backups)/deployed/ledger".utf8)) ?? [])
    let manifest = Manifest(try Files.read(Array("\(bench.set)/manifest".utf8)))
    return (manifest?.entries ?? []).flatMap { entry -> [String] in
      if case .directory = entry.new { return [] }
      if case .directory = entry.old { return [] }
      var undone: [String] = []
      let line = ledger[entry.path]
      if line == nil || line?.hash != entry.new.fingerprint { undone.append("the ledger lacks \(entry.path)") }
      guard entry.new.hash != nil else { return undone }
      let deployed = Array("\(bench.backups)/deployed/\(entry.path.tree.rawValue)/".utf8) + entry.path.bytes
      let wanted = references.after.leaves[name(of: entry.path)]?.content
      // What is written down as deployed is what lies there when the run is finished.
      if Files.contents(deployed) != wanted, edit != name(of: entry.path) {
        undone.append("deployed lacks \(entry.path)")
      }
      return undone
    }
  }

  private func name(of path: EntryPath) -> String {
    let name = String(decoding: path.bytes, as: UTF8.self)
    return path.tree == .files ? "root/\(name)" : String(("/" + name).dropFirst(bench.world.utf8.count + 1))
  }

  /// A service that was restarted on new files runs on the old ones again.
  private func services(_ wasBegun: Bool) -> [String] {
    let log = Files.contents(Array("\(bench.folder)/service".utf8)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    guard wasBegun, log.split(separator: "\n").last != "old a" else { return [] }
    return ["the service was not restarted on the old files: \(log)"]
  }
}
