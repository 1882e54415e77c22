internal import Crypto
internal import Diff
internal import Patch
internal import Playbook

extension CopyStep {
  var title: String {
    if let tree = trees.first, trees.count == 1, items.isEmpty {
      return "copy \(tree.from.isEmpty ? "the source folder" : "\(tree.from)/")"
    }
    if !trees.isEmpty { return "copy \(trees.count + items.count) files and folders" }
    guard let first = items.first, items.count == 1 else { return "copy \(items.count) files" }
    return "copy \(first.from)"
  }

  func ask(_ questions: inout Questions, sources: Sources) {
    askTrees(&questions, sources)
    for item in items {
      // A content that is still being read is so large that nothing small is the same.
      questions.ask(file: item.to, wanted: sources[item.from]?.hash ?? SHA256Digest(of: []))
      if onDrift == .merge { questions.ask(contentOf: item.to) }
    }
    if let owner { questions.ask(owner: owner) }
    if let group { questions.ask(group: group) }
  }

  func plan(_ draft: inout Draft) -> StepOutcome {
    var refusals: [Refusal] = []
    var files: [(CopyItem, Entry)] = []
    var entries: [Entry] = []
    var reports: [PatchReport] = []
    var mixed: [EntryPath] = []
    let before = draft
    let expectations = expectations(draft.facts)
    let trees = planTrees(&draft, expectations)
    entries += trees.entries
    refusals += trees.refusals
    // How many differences of trees are still made, in the order in which paths are shown.
    var budget = draft.detail == .whole ? Int.max : PlanDetail.mostShown
    let members = draft.ordered(self.trees.flatMap(draft.unsettledFiles))
    for (item, isMember) in items.map({ ($0, false) }) + members.map({ ($0, true) }) {
      do throws(Refusal) {
        switch try plan(item, expectations[item.to], draft, isShown: !isMember || budget > 0) {
        case .met: break
        case .edited(let path, let report):
          mixed.append(path)
          reports += report.map { [$0] } ?? []
        case .clashing(let report): reports.append(report)
        case .change(let file, let folders, let report):
          if isMember { budget -= 1 }
          entries += folders
          files.append((item, file))
          reports += report.map { [$0] } ?? []
        }
      } catch {
        refusals.append(error)
      }
    }
    if let why = draft.facts.unknown(for: refusals) {
      draft = before
      return .unknown(why)
    }
    var reasons: [String] = []
    // A folder that cannot be made stands against all that is to be in it.
    var told: Set<String> = []
    for refusal in refusals where told.insert(refusal.reason).inserted { reasons.append(refusal.reason) }
    entries += files.map(\.1)
    let changed = Set(entries.map(\.path)).sorted()
    reasons += draft.driftReasons(entries, onDrift) + objections(to: files, draft)
    reasons += draft.reasonsAgainstRemovals(entries)
    reasons += reports.filter(\.decision.state.isRefused).map { report in
      "\(report.words); bring the edits of the server home with 'deployctl pull', or replace them with --accept-drift"
    }
    // What is refused is shown all the same: the difference tells what would have been lost.
    for entry in entries { draft.add(entry) }
    for report in reports { draft.add(report) }
    guard reasons.isEmpty else { return .refused(reasons, about: changed) }
    let since = sinceWords(draft)
    guard changed.isEmpty else { return .change(changed, because: since) }
    let edited = mixed.map(\.description).joined(separator: ", ")
    return .ok(
      (since.map { "\($0), already as wanted" } ?? "already as wanted")
        + (edited.isEmpty ? "" : ", with edits of the server in \(edited)"))
  }

  /// What one file comes to; with a report where edits of the server were merged with the source.
  private enum Wish {
    /// All is as wanted.
    case met
    /// Edits of the server stay at the path, and nothing in the source is new beside them.
    case edited(EntryPath, PatchReport?)
    /// The edits of the server and what is new cannot both stand.
    case clashing(PatchReport)
    case change(Entry, folders: [Entry], PatchReport?)
  }

  private func plan(
    _ item: CopyItem, _ expected: TreeExpectation?, _ draft: Draft, isShown: Bool
  ) throws(Refusal) -> Wish {
    guard let source = draft.sources[item.from] else { throw Refusal("\(item.from) was not read") }
    let to = draft.facts.redirections[item.to] ?? item.to
    let path = draft.path(to)
    let name = to == item.to ? nil : draft.path(item.to)
    try draft.refuseSecondChange(of: path)
    let folders = try draft.missingFolders(above: to)
    let old = draft.state(path)
    if old.isLink {
      guard let expected, expected.isLink else {
        throw Refusal(draft.facts.reasonAgainst(link: to, to: to, in: draft.target))
      }
      guard expected.isCertain || expected.before.isSame(as: old) else {
        throw Refusal("\(path) is a symbolic link on the host that no commit has, not a file: move it away first")
      }
    }
    let attributes = try wantedAttributes(
      over: old, source: source, turning: expected?.before.turnsExecutable(source), path: path, draft)
    let content = try content(source, of: item, over: old, expected, at: path, draft)
    let new = FileState.file(attributes, size: content.size, hash: content.hash, modified: 0)
    try draft.refuseAnotherName(for: item.to, path, new)
    if let report = content.report, report.decision.state.isRefused { return .clashing(report) }
    if new.isSame(as: old) { return content.merged == nil ? .met : .edited(path, content.report) }
    try draft.facts.checkGivable(attributes, to: path)
    let installation = try draft.facts.installation(of: path, from: old, to: new, named: name, in: draft.target)
    let now = draft.facts.contents[path]
    let before: [UInt8]? =
      !isShown ? nil : old == .absent ? [] : old.hash == source.hash ? source.bytes : now
    let heldSecrets = draft.facts.holdsSecrets(path)
    let isKnown = old.hash.map { isExpected($0, for: item, draft.sources) } ?? false
    let drift = isKnown ? nil : draft.facts.drift(at: path, old)
    let entry = Entry(
      path: path, old: old, new: new, payload: content.payload,
      diff: before == nil ? nil : difference(from: before, to: content, source, hiding: heldSecrets),
      drift: source.redaction == nil ? drift : drift.map { Drift(run: $0.run) }, installation: installation,
      name: name, holdsSecrets: heldSecrets || source.redaction != nil, merged: content.merged)
    // What was merged holds what somebody changed.
    let mayDrift = content.merged == nil && expected?.isCertain == true
    let strange = expected.flatMap { !mayDrift ? nil : draft.facts.drift(of: entry, from: $0.before, since: $0.since) }
    return .change(strange == nil ? entry : entry.drifting(strange), folders: folders, content.report)
  }

  private func difference(
    from before: [UInt8]?, to content: CopyContent, _ source: SourceFile, hiding heldSecrets: Bool
  ) -> UnifiedDiff? {
    guard content.merged != nil, case .upload(let bytes) = content.payload else {
      return source.difference(from: before, hiding: heldSecrets)
    }
    // Nothing is merged where secrets are.
    return UnifiedDiff.ofText(old: before, new: bytes)
  }

  private func wantedAttributes(
    over old: FileState, source: SourceFile, turning isExecutable: Bool?, path: EntryPath, _ draft: Draft
  ) throws(Refusal) -> Attributes {
    let facts = draft.facts
    var wanted: Attributes
    switch old {
    case .absent, .link:
      let usual: UInt16 = source.isExecutable ? 0o755 : 0o644
      let others: UInt16 = source.redaction == nil ? 0 : 0o077
      wanted = Attributes(mode: FileMode(bits: usual & ~others), owner: facts.user, group: facts.group)
    case .file(let attributes, _, _, _):
      wanted = attributes
      if let isExecutable = isExecutable ?? (source.makesExecutable(attributes) ? true : nil) {
        wanted.mode = attributes.mode.executable(isExecutable)
      }
      if source.redaction != nil, mode == nil, attributes.mode.bits & 0o007 != 0 {
        throw Refusal(
          "\(path) is open to every account (mode \(attributes.mode)), and would hold secrets: give it a 'mode'")
      }
    case .directory:
      throw Refusal(
        "\(path) is a folder on the host, and what it holds is not ours to throw away: move it, or end 'to' with '/'")
    case .other: throw Refusal("\(path) is not a regular file: it is a device, a socket or a pipe")
    case .unreadable: throw facts.blindness(to: path)
    }
    if let mode { wanted.mode = mode }
    if let owner { wanted.owner = try facts.number(of: owner, in: facts.owners, "user") }
    if let group { wanted.group = try facts.number(of: group, in: facts.groups, "group") }
    return wanted
  }
}

extension Draft {
  /// The files of a tree that are not as wanted yet, or of which a step before this one makes something else.
  fileprivate func unsettledFiles(of tree: CopyTree) -> [CopyItem] {
    let flags = facts.settled[TreeKey(tree)]?.enumerated().map { place, isSettled in
      isSettled && !isTouched(tree, place)
    }
    return tree.members(besides: flags).compactMap { $0.kind == .file ? tree.file($0.path) : nil }
  }

  private func isTouched(_ tree: CopyTree, _ place: Int) -> Bool {
    guard !entries.isEmpty, tree.content.members.indices.contains(place) else { return false }
    return entries[path(tree.destination(tree.content.members[place].path))] != nil
  }

  /// Files in the order in which a plan shows them.
  fileprivate func ordered(_ files: [CopyItem]) -> [CopyItem] {
    files.map { (path(real($0.to)), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
  }
}
