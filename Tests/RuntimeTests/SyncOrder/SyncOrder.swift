/// The order that makes a run safe against a power cut: backup and staging synced, then journal appended and synced,
/// then rename, then directory synced, then committed.
struct SyncOrder {
  /// What marks the answers of a session that is traced.
  static let token = "0123456789ab"

  let world: String
  let set: String
  /// By hand, a committed run is taken back without its journal.
  let isByHand: Bool
  private(set) var violations: [String] = []
  private var durability: Durability
  /// Lines of the journal that are synced, and lines that are not yet.
  private var journal: [String]
  private var pending: [String] = []
  /// A dead run's lock is removed by who takes it over.
  private var isTakingOver = false

  private var removedSet: String { "\(backups)/.gone/\(set.dropFirst(backups.count + 1))" }
  private var backups: String { "\(world)/root/backups" }

  init(world: String, set: String, journal: [String], isByHand: Bool = false, after earlier: SyncOrder? = nil) {
    self.world = world
    self.set = set
    self.journal = earlier.map { $0.journal + $0.pending } ?? journal
    self.isByHand = isByHand
    durability = earlier?.durability ?? Durability(mounts: ["\(world)/root/apart", "\(world)/outside/apart"])
    violations = earlier?.violations ?? []
  }

  /// What is there before the first event.
  mutating func know(_ paths: some Sequence<String>) {
    for path in paths { durability.know(path) }
  }

  mutating func take(_ events: [FileEvent]) {
    for event in events {
      judge(event)
      durability.take(event)
      switch event {
      case .wrote("\(set)/journal", let text):
        pending += text.split(separator: "\n").map { String($0.drop { $0 != " " }.dropFirst()) }
      case .synced("\(set)/journal"):
        journal += pending
        pending = []
      case .flushed where durability.isSynced("\(set)/journal"):
        journal += pending
        pending = []
      default: break
      }
    }
  }

  private mutating func judge(_ event: FileEvent) {
    switch event {
    case .wrote("\(set)/journal", let text):
      for line in text.split(separator: "\n") { announce(line.drop { $0 != " " }.dropFirst()) }
    case .wrote("\(set)/events", let text):
      let line = text.split(separator: "\n").first ?? ""
      // Until something is announced nothing was done.
      if line.hasPrefix("state "), line != "state activating", !journal.contains(String(line)) {
        complain("'\(line)' is told before it is synced")
      }
    // The runtime's own text, which some shells write to files of their own, has the word too.
    case .wrote(let path, let text) where !path.hasPrefix("\(world)/") && text.contains("@\(Self.token) prepared "):
      // From that answer on the controller may let it go.
      needSynced(durability.unsynced(below: set, without: isScratch), "the set is told to be prepared")
      needSynced(durability.unsynced(below: world) { !$0.contains("/.deployctl-") }, "the set is told to be prepared")
    // What is put back by hand without a journal has none.
    case .wrote("\(backups)/history", _): if !isByHand || !journal.isEmpty { needVerdict("the history is written") }
    case .made("\(backups)/.lock.takeover"): isTakingOver = true
    case .removed("\(backups)/.lock.takeover"): isTakingOver = false
    case .made(let path) where path.contains("/.deployctl-"):
      // Only the manifest tells of it.
      if !durability.isSynced("\(set)/manifest") { complain("\(name(path)) is made before the manifest is synced") }
    case .removed("\(backups)/.lock"): if !isTakingOver { release() }
    case .removed(let path) where path.hasPrefix("\(backups)/.gone/"):
      // A set that comes back must be whole.
      let names = durability.unsynced(below: backups) { $0 != set && $0 != removedSet }
      needSynced(names, "a removed set is taken apart")
    case .removed(let path) where path.hasPrefix("\(set)/files.linked/"):
      needVerdict("a saved file is removed")
      needSynced(durability.unsynced(below: "\(set)/files"), "a saved file is removed")
    case .started(let path) where path.hasSuffix("/shims/restart"):
      needAct("the service is restarted", "service")
    case .wrote(let path, _), .made(let path), .removed(let path), .dressed(let path), .linked(_, let path):
      if isLive(path) { needAct("\(name(path)) is changed", verb(changing: path)) }
      if path.hasPrefix("\(set)/new") { needMark() }
    case .moved("\(backups)/.owed.new", _):
      if !durability.isSynced("\(backups)/.owed.new") { complain("what is owed is moved before it is synced") }
    case .moved(let path, let to):
      if isLive(path) || isLive(to) { needAct("\(name(to)) is changed", verb(changing: to)) }
      if isLive(to), !isByCommand(to), !durability.isSynced(path) {
        complain("\(name(to)) is changed before its content is synced")
      }
    case .synced, .flushed, .started: break
    }
  }

  /// What a line relies on is durable before it is written.
  private mutating func announce(_ line: Substring) {
    switch line {
    // The set may not be whole where that line is durable, since it is dropped then.
    case "state activating":
      needSynced(durability.unsynced(below: set, without: isScratch), "'\(line)' is written")
      needSynced(durability.unsynced(below: world) { !$0.contains("/.deployctl-") }, "'\(line)' is written")
    case "state committed", "state reverted", "state stuck":
      needSynced(
        durability.unsynced(below: world) { !isLive($0) && $0 != "\(backups)/owed" }, "'\(line)' is written")
    // What an act before did is not touched any more, and what a command did is not known to anybody.
    case _ where line.hasPrefix("undone ") || line.hasPrefix("act "):
      needSynced(durability.unsynced(below: world) { !isLive($0) }, "'\(line)' is written")
    case "closed":
      let unsynced = durability.unsynced(below: backups) {
        isScratch($0) || $0.hasPrefix("\(set)/new") || $0.hasPrefix("\(backups)/.lock")
      }
      needSynced(unsynced, "'\(line)' is written")
    default: break
    }
  }

  private mutating func release() {
    if !pending.isEmpty { complain("the lock is released before '\(pending[0])' is synced") }
    guard isByHand else { return }
    needSynced(durability.unsynced(below: world) { !isLive($0) && $0 != "\(backups)/history" }, "the lock is released")
  }

  private mutating func needAct(_ what: String, _ verb: String) {
    // What was kept aside before, not what just goes there.
    if !what.hasPrefix(name("\(set)/aside/")) { needSynced(durability.unsynced(below: "\(set)/aside"), what) }
    if let line = pending.first {
      complain("\(what) before '\(line)' is synced")
    } else if !isByHand, let last = journal.last, !isReverting(last), !last.hasSuffix(" \(verb)") {
      complain("\(what) after '\(last)'")
    }
  }

  /// Without a journal, a set with staged files but for its mark was only in preparation, and would be dropped.
  private mutating func needMark() {
    guard isByHand, journal.isEmpty else { return }
    needSynced(durability.unsynced(below: "\(set)/control"), "a set without a journal gets a staged file")
  }

  private func isReverting(_ line: String) -> Bool { line == "state reverting" || line.hasPrefix("undone ") }

  /// What a command of the playbook changes, and its undo.
  private func isByCommand(_ path: String) -> Bool { CrashScenario.migrated.contains { path == "\(world)/\($0)" } }

  private func verb(changing path: String) -> String { isByCommand(path) ? "call" : "put" }

  private mutating func needVerdict(_ what: String) {
    if let line = pending.first { complain("\(what) before '\(line)' is synced") }
    let verdicts: Set<String> = ["state committed", "state reverted", "state stuck"]
    if journal.allSatisfy({ !verdicts.contains($0) }) { complain("\(what) before a verdict is synced") }
  }

  private mutating func needSynced(_ paths: [String], _ what: String) {
    guard let first = paths.first else { return }
    complain("\(what) before \(name(first)) is synced" + (paths.count > 1 ? ", and \(paths.count - 1) others" : ""))
  }

  private func name(_ path: String) -> String { String(path.dropFirst(world.count + 1)) }

  private mutating func complain(_ text: String) { violations.append(text) }

  private func isLive(_ path: String) -> Bool {
    (path.hasPrefix("\(world)/root/") || path.hasPrefix("\(world)/outside/"))
      && path != backups && !path.hasPrefix("\(backups)/")
      // Staged beside what it shall replace, on that filesystem.
      && !path.contains("/.deployctl-")
  }

  /// What no decision rests on.
  private func isScratch(_ path: String) -> Bool {
    ["events", "evidence", "control", "journal"].contains { path == "\(set)/\($0)" || path.hasPrefix("\(set)/\($0)/") }
  }
}
