internal import Diff
internal import Patch
internal import Playbook

/// The files of a diff: changed, made, removed, renamed, or only with another mode.
extension PatchStep {
  func plan(_ draft: inout Draft, _ diff: PatchDiff, _ files: [PatchedFile]) -> StepOutcome {
    let (target, facts) = (draft.target, draft.facts)
    let store = [target.backups, facts.redirections[target.backups] ?? target.backups]
    for file in files.flatMap(\.files) where store.contains(where: { file == $0 || file.isInside($0) }) {
      return .refused(["the diff names \(file), which is in the backup folder"])
    }
    return settle(&draft, files.map { .diff(DiffWish($0, diff)) })
  }
}

/// What a diff wants of one file.
struct DiffWish {
  private let file: PatchedFile
  private let diff: PatchDiff

  init(_ file: PatchedFile, _ diff: PatchDiff) {
    self.file = file
    self.diff = diff
  }

  func plan(_ draft: Draft) throws(Refusal) -> (PatchReport, [Entry]) {
    switch (file.old, file.new) {
    case (nil, let new?): try make(new, draft)
    case (let old?, nil): try remove(old, draft)
    case (let old?, let new?) where file.patch.isRename || file.patch.isCopy: try rename(old, to: new, draft)
    case (let old?, let new?): try change(try place(old, new, draft), draft)
    case (nil, nil): throw Refusal("the diff names no file at line \(file.patch.line)")
    }
  }

  /// A plain diff with two names (`app.py.orig`, `app.py`) is about the one that is there.
  private func place(_ old: AbsolutePath, _ new: AbsolutePath, _ draft: Draft) throws(Refusal) -> AbsolutePath {
    guard old != new, draft.state(draft.realPath(new)) != .absent else { return old }
    guard draft.state(draft.realPath(old)) == .absent else {
      throw Refusal(
        "the diff may be about \(draft.realPath(old)) or \(draft.realPath(new)), and both are there: give both names of the diff the one that is meant"
      )
    }
    return new
  }

  private func change(_ path: AbsolutePath, _ draft: Draft) throws(Refusal) -> (PatchReport, [Entry]) {
    // Plain diffs do not say that a file is new but by an empty old side.
    if file.patch.isWholeNew, draft.state(draft.realPath(path)) == .absent { return try make(path, draft) }
    let old = try draft.attributesToPatch(path)
    let bytes = try draft.contentToPatch(path)
    var decision = decide(bytes, path, draft)
    let attributes = withMode(old)
    if attributes != old {
      // A new mode alone is a change as well.
      if file.patch.hunks.isEmpty { decision = PatchDecision(.applies) }
      if decision.state == .alreadyApplied { decision.state = .partlyApplied }
      decision.notes.append("the mode becomes \(attributes.mode)")
    } else if file.patch.hunks.isEmpty {
      decision = PatchDecision(.alreadyApplied)
    }
    let report = PatchReport(path: draft.realPath(path), decision: decision)
    guard !decision.state.isRefused, decision.result != nil || attributes != old else { return (report, []) }
    return (report, [try draft.entry(for: path, decision.result ?? bytes, attributes, drift: nil)])
  }

  private func make(_ path: AbsolutePath, _ draft: Draft) throws(Refusal) -> (PatchReport, [Entry]) {
    let content = file.patch.newContent
    let place = draft.realPath(path)
    let state = draft.state(place)
    guard state == .absent else {
      let now = try draft.attributesToPatch(path)
      guard try draft.contentToPatch(path) == content else {
        return (report(place, .conflicting, "the diff makes it, and it is there with another content"), [])
      }
      guard withMode(now) != now else { return (report(place, .alreadyApplied), []) }
      return (report(place, .partlyApplied), [try draft.entry(for: path, content, withMode(now), drift: nil)])
    }
    let folders = try draft.missingFolders(above: draft.facts.redirections[path] ?? path)
    let usual = Attributes(mode: FileMode(bits: 0o644), owner: draft.facts.user, group: draft.facts.group)
    return (report(place, .applies), folders + [try draft.entry(for: path, content, withMode(usual), drift: nil)])
  }

  private func remove(_ path: AbsolutePath, _ draft: Draft) throws(Refusal) -> (PatchReport, [Entry]) {
    let place = draft.realPath(path)
    guard draft.state(place) != .absent else { return (report(place, .alreadyApplied, "it is gone"), []) }
    _ = try draft.attributesToPatch(path)
    guard try draft.contentToPatch(path) == file.patch.oldContent else {
      return (report(place, .conflicting, "the diff removes it, and it holds something else than the diff expects"), [])
    }
    return (report(place, .applies), [try draft.removal(of: path)])
  }

  private func rename(
    _ old: AbsolutePath, to new: AbsolutePath, _ draft: Draft
  ) throws(Refusal) -> (PatchReport, [Entry]) {
    let (from, to) = (draft.realPath(old), draft.realPath(new))
    if !file.patch.isCopy, draft.state(from) == .absent, draft.state(to) != .absent {
      // It has its new name already, perhaps without the edits or the mode.
      let now = try draft.attributesToPatch(new)
      let bytes = try draft.contentToPatch(new)
      var decision = decide(bytes, new, draft)
      guard !decision.state.isRefused, decision.result != nil || withMode(now) != now else {
        return (PatchReport(path: to, decision: decision), [])
      }
      decision.state = .partlyApplied
      let entry = try draft.entry(for: new, decision.result ?? bytes, withMode(now), drift: nil)
      return (PatchReport(path: to, decision: decision), [entry])
    }
    let attributes = withMode(try draft.attributesToPatch(old))
    let bytes = try draft.contentToPatch(old)
    var decision = decide(bytes, old, draft)
    if file.patch.hunks.isEmpty { decision = PatchDecision(.applies, result: bytes) }
    let result = decision.result ?? (file.patch.isCopy && decision.state == .alreadyApplied ? bytes : nil)
    guard draft.state(to) == .absent else {
      if file.patch.isCopy, try draft.contentToPatch(new) == result ?? bytes {
        return (report(to, .alreadyApplied), [])
      }
      return (report(to, .conflicting, "\(from) is to become it, and both are there"), [])
    }
    guard !decision.state.isRefused else { return (PatchReport(path: from, decision: decision), []) }
    decision.state = .applies
    let folders = try draft.missingFolders(above: draft.facts.redirections[new] ?? new)
    let made = try draft.entry(for: new, result ?? bytes, attributes, drift: nil)
    let gone = file.patch.isCopy ? [] : [try draft.removal(of: old)]
    return (PatchReport(path: to, decision: decision), folders + [made] + gone)
  }

  private func report(_ path: EntryPath, _ state: PatchState, _ note: String? = nil) -> PatchReport {
    PatchReport(path: path, decision: PatchDecision(state, notes: note.map { [$0] } ?? []))
  }

  /// What git says of a mode is whether a file can be run.
  private func withMode(_ attributes: Attributes) -> Attributes {
    guard let mode = file.patch.newMode, mode != file.patch.oldMode || file.patch.oldPath == nil else {
      return attributes
    }
    var wanted = attributes
    let readers = attributes.mode.bits & 0o444
    let isRunnable = mode & 0o100 != 0
    wanted.mode = FileMode(bits: isRunnable ? attributes.mode.bits | readers >> 2 : attributes.mode.bits & ~0o111)
    return wanted
  }
}

extension DiffWish {
  /// The first text that the diff was made against decides; without one, the lines around have to do.
  private func decide(_ bytes: [UInt8], _ path: AbsolutePath, _ draft: Draft) -> PatchDecision {
    guard !file.patch.hunks.isEmpty else { return PatchDecision(.alreadyApplied) }
    let engine = DiffPatch(file.patch.hunks, for: path.description)
    let bases = draft.bases(for: file.patch, diff, draft.realPath(path)).filter(engine.fits)
    var decision =
      bases.lazy.map { engine.decide(bytes, base: $0) }.first { $0.state != .drifted } ?? engine.decide(bytes)
    switch decision.state {
    case .applies, .partlyApplied:
      if !diff.tolerance.allows(file.patch, on: bytes) {
        decision = PatchDecision(
          .drifted, sites: decision.sites,
          notes: ["it would apply, but the file differs by more than 'tolerance: \(diff.tolerance.rawValue)' allows"])
      } else if decision.state == .partlyApplied, diff.onPartial == .fail {
        decision = PatchDecision(
          .conflicting, sites: decision.sites,
          notes: ["a part of it is there already, and 'on_partial: fail' stands in the playbook"])
      }
    default: break
    }
    return decision
  }
}

extension Draft {
  /// What the diff may have been made against, the surest first.
  fileprivate func bases(for patch: FilePatch, _ diff: PatchDiff, _ path: EntryPath) -> [[UInt8]] {
    var bases: [[UInt8]] = []
    if let id = patch.oldBlob, let blob = sources[Blob.key(id)]?.bytes { bases.append(blob) }
    if let base = diff.base.flatMap({ sources[Blob.key(file: $0)]?.bytes }) { bases.append(base) }
    if let deployed = facts.deployed[path] { bases.append(deployed) }
    return bases
  }

  /// An entry that takes a file away.
  fileprivate func removal(of file: AbsolutePath) throws(Refusal) -> Entry {
    let path = realPath(file)
    let old = facts.observations[path]?.state ?? .absent
    let name = path == self.path(file) ? nil : self.path(file)
    return Entry(
      path: path, old: old, new: .absent, payload: .none,
      diff: originalContent(path).flatMap { UnifiedDiff.ofText(old: $0, new: []) }, drift: nil,
      installation: try facts.installation(of: path, from: old, to: .absent, named: name, in: target), name: name)
  }
}

/// Under which names the texts that diffs were made against are found among the sources.
package enum Blob {
  /// A blob by its id, as the diff abbreviates it; no path of a source begins so.
  package static func key(_ id: String) -> String { "/blob/\(id)" }
  /// A file that `base` names.
  package static func key(file: String) -> String { "/base/\(file)" }
}

extension PatchDiff.Tolerance {
  /// Whether a file is near enough to what the diff expects.
  fileprivate func allows(_ patch: FilePatch, on bytes: [UInt8]) -> Bool {
    let lines = PatchText.lines(of: bytes[...]).map(\.content)
    func stands(_ block: [ArraySlice<UInt8>], at place: Int) -> Bool {
      place >= 0 && place + block.count <= lines.count
        && zip(block, lines[place...]).allSatisfy { $0.elementsEqual($1) }
    }
    switch self {
    case .formatting: return true
    case .context:
      let known = Set(lines.map { Array($0) })
      return patch.hunks.allSatisfy { hunk in
        hunk.lines.allSatisfy { $0.kind != .removed || known.contains(Array($0.text.content)) }
      }
    case .exact:
      return patch.hunks.allSatisfy { hunk in
        let block = hunk.old.map(\.content)
        return stands(block, at: block.isEmpty ? hunk.oldStart : hunk.oldStart - 1)
      }
    case .offset:
      return patch.hunks.allSatisfy { hunk in
        let block = hunk.old.map(\.content)
        return block.isEmpty || lines.indices.contains { stands(block, at: $0) }
      }
    }
  }
}
