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
    case .edit(let item, let edit):
      return plan(&draft, [FileWish(file: item.file) { edit.decide($0) }])
    case .diff: return .refused(["diffs are not known yet"])
    }
  }

  /// The files that it works on.
  func files(_ sources: Sources) -> [AbsolutePath] {
    switch form {
    case .edit(let item, _): [item.file]
    case .diff: []
    }
  }
}

/// One file of a patch, and what decides about it.
struct FileWish {
  let file: AbsolutePath
  let decide: ([UInt8]) -> PatchDecision
}

extension PatchStep {
  /// All files or none: what is refused for one is refused for all.
  func plan(_ draft: inout Draft, _ wishes: [FileWish]) -> StepOutcome {
    var reasons: [String] = []
    var entries: [Entry] = []
    var reports: [PatchReport] = []
    for wish in wishes {
      do throws(Refusal) {
        let (report, entry) = try plan(wish, draft)
        reports.append(report)
        if report.decision.state.isRefused { reasons.append(report.words) }
        if let entry { entries.append(entry) }
      } catch {
        reasons.append(error.reason)
      }
    }
    for report in reports { draft.add(report) }
    guard reasons.isEmpty else { return .refused(reasons) }
    for entry in entries { draft.add(entry) }
    guard entries.isEmpty else { return .change(entries.map(\.path)) }
    return .ok("applied already, " + reports.map(\.words).joined(separator: ", "))
  }

  private func plan(_ wish: FileWish, _ draft: Draft) throws(Refusal) -> (PatchReport, Entry?) {
    let facts = draft.facts
    let file = facts.redirections[wish.file] ?? wish.file
    let path = draft.path(file)
    let now = draft.state(path)
    let attributes = try attributes(now, path, file, draft)
    guard let bytes = draft.content(path) else {
      throw Refusal("\(path) is too large to be patched: more than \(Questions.mostWhole >> 20) MiB")
    }
    let decision = wish.decide(bytes)
    let report = PatchReport(path: path, decision: decision)
    guard !decision.state.isRefused, let result = decision.result else { return (report, nil) }
    let new = FileState.file(attributes, size: result.count, hash: SHA256Digest(of: result), modified: 0)
    try draft.refuseAnotherName(for: wish.file, path, new)
    let old = facts.observations[path]?.state ?? .absent
    let name = file == wish.file ? nil : draft.path(wish.file)
    let before: [UInt8]? = old == .absent ? [] : draft.originalContent(path)
    let entry = Entry(
      path: path, old: old, new: new, payload: .upload(result),
      diff: UnifiedDiff.ofText(old: before, new: result), drift: draft.entries[path]?.drift,
      installation: try facts.installation(of: path, from: old, to: new, named: name, in: draft.target), name: name)
    return (report, entry)
  }

  private func attributes(
    _ now: FileState, _ path: EntryPath, _ file: AbsolutePath, _ draft: Draft
  ) throws(Refusal) -> Attributes {
    switch now {
    case .file(let attributes, _, _, _):
      try draft.facts.checkGivable(attributes, to: path)
      return attributes
    case .absent:
      for folder in file.parent.andAncestors(upTo: draft.target.root) where draft.state(draft.path(folder)) == .link {
        throw Refusal(draft.facts.reasonAgainst(link: folder, to: file, in: draft.target))
      }
      throw Refusal("\(path) is not there, so there is nothing to patch")
    case .directory: throw Refusal("\(path) is a folder on the host, not a file")
    case .link: throw Refusal(draft.facts.reasonAgainst(link: file, to: file, in: draft.target))
    case .other: throw Refusal("\(path) is not a regular file: it is a device, a socket or a pipe")
    case .unreadable: throw Refusal("\(path) cannot be read by uid \(draft.facts.user): add 'become: true'")
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
    case .copy(let copy): copy.items.map { ($0.to, sources[$0.from]?.hash) }
    case .patch(let patch): Set(patch.files(sources)).map { ($0, nil) }
    case .service, .healthy, .logs: []
    }
  }
}
