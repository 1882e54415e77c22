internal import Diff
internal import Playbook

extension CopyStep {
  var title: String {
    guard let first = items.first, items.count == 1 else { return "copy \(items.count) files" }
    return "copy \(first.from)"
  }

  func ask(_ questions: inout Questions, sources: Sources) {
    for item in items { questions.ask(file: item.to, wanted: sources[item.from]?.hash) }
    if let owner { questions.ask(owner: owner) }
    if let group { questions.ask(group: group) }
  }

  func plan(_ draft: inout Draft) -> StepOutcome {
    var reasons: [String] = []
    var entries: [Entry] = []
    for item in items {
      do throws(Refusal) {
        entries += try plan(item, draft)
      } catch {
        reasons.append(error.reason)
      }
    }
    let changed = Set(entries.map(\.path)).sorted()
    if !draft.acceptsDrift, onDrift == .fail {
      reasons += entries.compactMap { entry in
        entry.drift.map {
          "\(entry.path) was changed on the server since \($0.run): fetch that change with 'deployctl pull', "
            + "or replace it with --accept-drift"
        }
      }
    }
    // What is refused is shown all the same: the difference tells what would have been lost.
    for entry in entries { draft.add(entry) }
    guard reasons.isEmpty else { return .refused(reasons, about: changed) }
    return changed.isEmpty ? .ok("already as wanted") : .change(changed)
  }

  /// The file and the folders it needs; empty when everything is as wanted.
  private func plan(_ item: CopyItem, _ draft: Draft) throws(Refusal) -> [Entry] {
    guard let source = draft.sources[item.from] else { throw Refusal("\(item.from) was not read") }
    let path = draft.path(item.to)
    let folders = try missingFolders(above: item.to, draft)
    let old = draft.state(path)
    let attributes = try wantedAttributes(over: old, source: source, path: path, draft)
    let new = FileState.file(attributes, size: source.bytes.count, hash: source.hash, modified: 0)
    guard !new.isSame(as: old) else { return [] }
    let content = draft.facts.contents[path]
    let before: [UInt8]? = old == .absent ? [] : old.hash == source.hash ? source.bytes : content
    return folders + [
      Entry(
        path: path, old: old, new: new, payload: .upload(source.bytes),
        diff: before.flatMap { UnifiedDiff.ofText(old: $0, new: source.bytes) },
        drift: draft.facts.drift(at: path, old)
      )
    ]
  }

  private func wantedAttributes(
    over old: FileState, source: SourceFile, path: EntryPath, _ draft: Draft
  ) throws(Refusal) -> Attributes {
    let facts = draft.facts
    var wanted: Attributes
    switch old {
    case .absent:
      let usual: UInt16 = source.isExecutable ? 0o755 : 0o644
      wanted = Attributes(mode: FileMode(bits: usual), owner: facts.user, group: facts.group)
    case .file(let attributes, _, _, _):
      wanted = attributes
      if let links = facts.observations[path]?.links, links > 1 {
        throw Refusal("\(path) has \(links) hard links, and replacing it would separate them")
      }
    case .directory: throw Refusal("\(path) is a directory")
    case .link: throw Refusal("\(path) is a symbolic link, and links are not followed yet: name the file it leads to")
    case .other: throw Refusal("\(path) is not a regular file")
    case .unreadable: throw Refusal("\(path) cannot be read by uid \(facts.user): add 'become: true'")
    }
    if let mode { wanted.mode = mode }
    if let owner { wanted.owner = try number(of: owner, in: facts.owners, "user") }
    if let group { wanted.group = try number(of: group, in: facts.groups, "group") }
    if wanted.owner != facts.user, facts.user != 0 {
      throw Refusal(
        "\(path) belongs to uid \(wanted.owner), which uid \(facts.user) cannot give it: add 'become: true'")
    }
    if facts.user != 0, wanted.group != facts.group, !facts.memberships.contains(wanted.group) {
      throw Refusal("\(path) belongs to group \(wanted.group), which uid \(facts.user) is not in: add 'become: true'")
    }
    return wanted
  }

  private func number(of name: String, in known: [String: Int?], _ noun: String) throws(Refusal) -> Int {
    if let number = Int(name) { return number }
    guard let number = known[name] ?? nil else { throw Refusal("there is no \(noun) '\(name)' on the host") }
    return number
  }

  /// The folders to make above a path, outermost first, once it is clear that they can be made.
  private func missingFolders(above file: AbsolutePath, _ draft: Draft) throws(Refusal) -> [Entry] {
    let facts = draft.facts
    var missing: [Entry] = []
    for folder in file.parent.andAncestors(upTo: draft.target.root) {
      let path = draft.path(folder)
      switch draft.state(path) {
      case .absent:
        let attributes = Attributes(mode: FileMode(bits: 0o755), owner: facts.user, group: facts.group)
        missing.insert(
          Entry(path: path, old: .absent, new: .directory(attributes, modified: 0), payload: .none, diff: nil), at: 0)
      case .directory:
        // One that an earlier step makes is as good as its own parent.
        guard draft.entries[path] == nil, let seen = facts.observations[path] else { return missing }
        guard seen.isWritable else { throw Refusal("\(folder) is not writable for uid \(facts.user)") }
        if let device = draft.backupDevice, device != seen.device {
          throw Refusal("\(folder) is on another filesystem than the backup folder \(draft.target.backups)")
        }
        return missing
      case .link: throw Refusal("\(folder) is a symbolic link: name the folder it leads to")
      case .file, .other, .unreadable: throw Refusal("\(folder) is not a folder")
      }
    }
    return missing
  }
}

/// Why a step cannot be carried out.
struct Refusal: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

extension Draft {
  /// The filesystem that holds the backup folder, or will.
  var backupDevice: String? {
    for folder in target.backups.andAncestors(upTo: target.root) {
      if let seen = facts.observations[path(folder)], case .directory = seen.state { return seen.device }
    }
    return nil
  }
}
