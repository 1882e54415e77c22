internal import Crypto
internal import Diff
internal import Patch
internal import Playbook

extension PatchStep {
  var title: String {
    switch form {
    case .edit(let item, _): "patch \(item.file)"
    case .diff(let diff):
      switch diff.source {
      case .file(let path): "patch with \(path)"
      case .text: "patch with a diff of the playbook"
      }
    }
  }

  func ask(_ questions: inout Questions, sources: Sources) {
    for file in files(sources) { questions.ask(contentOf: file) }
  }

  func plan(_ draft: inout Draft) -> StepOutcome {
    switch form {
    case .edit(let item, let edit): return settle(&draft, [.edit(EditWish(file: item.file, edit: edit))])
    case .diff(let diff):
      do throws(DiffProblem) {
        return try plan(&draft, diff, diff.files { draft.sources[$0]?.bytes })
      } catch {
        return .refused(["line \(error.line) of the diff: \(error.message)"])
      }
    }
  }

  /// The files that it works on.
  func files(_ sources: Sources) -> [AbsolutePath] {
    switch form {
    case .edit(let item, _): return [item.file]
    case .diff(let diff):
      do throws(DiffProblem) { return try diff.files { sources[$0]?.bytes }.flatMap(\.files) } catch { return [] }
    }
  }

  /// All files or none: what is refused for one is refused for all.
  func settle(_ draft: inout Draft, _ wishes: [FileWish]) -> StepOutcome {
    var reasons: [String] = []
    var refusals: [Refusal] = []
    var changed: Set<EntryPath> = []
    var reports: [PatchReport] = []
    // Two parts of a diff may be about one file: each sees what those before it made.
    var next = draft
    for wish in wishes {
      do throws(Refusal) {
        let (report, changes) = try wish.plan(next)
        reports.append(report)
        if report.decision.state.isRefused { reasons.append(report.words) }
        for entry in changes {
          next.add(entry)
          changed.insert(entry.path)
        }
      } catch {
        refusals.append(error)
      }
    }
    if reasons.isEmpty, let why = draft.facts.unknown(for: refusals) { return .unknown(why) }
    reasons += refusals.map(\.reason)
    if reasons.isEmpty { draft = next }
    for report in reports { draft.add(report) }
    guard reasons.isEmpty else { return .refused(reasons) }
    guard changed.isEmpty else { return .change(changed.sorted()) }
    return .ok("applied already, " + reports.map(\.words).joined(separator: ", "))
  }
}

/// What a patch wants of one file.
enum FileWish {
  case edit(EditWish)
  case diff(DiffWish)

  func plan(_ draft: Draft) throws(Refusal) -> (PatchReport, [Entry]) {
    switch self {
    case .edit(let wish): try wish.plan(draft)
    case .diff(let wish): try wish.plan(draft)
    }
  }
}

/// An edit of a file that is there.
struct EditWish {
  /// As the playbook names it.
  let file: AbsolutePath
  let edit: FileEdit

  func plan(_ draft: Draft) throws(Refusal) -> (PatchReport, [Entry]) {
    let path = draft.realPath(file)
    let attributes = try draft.attributesToPatch(file)
    let decision = edit.decide(try draft.contentToPatch(file))
    let report = PatchReport(path: path, decision: decision)
    guard !decision.state.isRefused, let result = decision.result else { return (report, []) }
    return (report, [try draft.entry(for: file, result, attributes, drift: draft.entries[path]?.drift)])
  }
}

extension Draft {
  func realPath(_ file: AbsolutePath) -> EntryPath { path(facts.redirections[file] ?? file) }

  func contentToPatch(_ file: AbsolutePath) throws(Refusal) -> [UInt8] {
    guard let bytes = content(realPath(file)) else {
      throw Refusal("\(realPath(file)) is too large to be patched: more than \(Questions.mostWhole >> 20) MiB")
    }
    return bytes
  }

  /// An entry that gives a file this content.
  func entry(for file: AbsolutePath, _ result: [UInt8], _ attributes: Attributes, drift: Drift?) throws(Refusal)
    -> Entry
  {
    let path = realPath(file)
    let new = FileState.file(attributes, size: result.count, hash: SHA256Digest(of: result), modified: 0)
    try refuseAnotherName(for: file, path, new)
    let old = facts.observations[path]?.state ?? .absent
    let name = path == self.path(file) ? nil : self.path(file)
    let before: [UInt8]? = old == .absent ? [] : originalContent(path)
    return Entry(
      path: path, old: old, new: new, payload: .upload(result),
      diff: UnifiedDiff.ofText(old: before, new: result), drift: drift,
      installation: try facts.installation(of: path, from: old, to: new, named: name, in: target), name: name,
      merged: entries[path]?.merged)
  }

  /// What a file is and stays beside its content, once it is clear that it can be patched.
  func attributesToPatch(_ file: AbsolutePath) throws(Refusal) -> Attributes {
    let real = facts.redirections[file] ?? file
    let path = path(real)
    if facts.holdsSecrets(path) || entries[path]?.holdsSecrets == true {
      throw Refusal("\(path) is made with secrets, which a patch would show: make the change in its template")
    }
    switch state(path) {
    case .file(let attributes, _, _, _):
      try facts.checkGivable(attributes, to: path)
      return attributes
    case .absent:
      for folder in real.parent.andAncestors(upTo: target.root) where state(self.path(folder)).isLink {
        throw Refusal(facts.reasonAgainst(link: folder, to: real, in: target))
      }
      throw Refusal("\(path) is not there, so there is nothing to patch")
    case .directory: throw Refusal("\(path) is a folder on the host, not a file")
    case .link: throw Refusal(facts.reasonAgainst(link: real, to: real, in: target))
    case .other: throw Refusal("\(path) is not a regular file: it is a device, a socket or a pipe")
    case .unreadable: throw facts.blindness(to: path)
    }
  }
}

extension Questions {
  /// A file that is patched travels here and back, and is held in memory.
  package static let mostWhole = 16 << 20
}

extension StepKind {
  /// Every file that a step writes, with its content where that is known beforehand.
  func destinations(_ sources: Sources) -> [(file: AbsolutePath, hash: SHA256Digest?)] {
    switch self {
    case .copy(let copy): copy.files.map { ($0.to, sources[$0.from]?.hash) }
    case .template(let template): template.copy.items.map { ($0.to, sources[$0.from]?.hash) }
    case .patch(let patch): Set(patch.files(sources)).map { ($0, nil) }
    case .directory, .link, .remove, .git, .run, .service, .healthy, .logs: []
    }
  }
}
