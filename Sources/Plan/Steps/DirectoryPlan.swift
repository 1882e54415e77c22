internal import Playbook

extension DirectoryStep {
  var title: String {
    items.count == 1 ? "directory \(items[0].path)" : "\(items.count) directories"
  }

  func ask(_ questions: inout Questions) {
    for item in items { questions.ask(folder: item.path) }
    if let owner { questions.ask(owner: owner) }
    if let group { questions.ask(group: group) }
  }

  func plan(_ draft: inout Draft) -> StepOutcome {
    var reasons: [String] = []
    var changed: [EntryPath] = []
    for item in items {
      do throws(Refusal) {
        for entry in try entries(item.path, draft) {
          draft.add(entry)
          changed.append(entry.path)
        }
      } catch {
        reasons.append(error.reason)
      }
    }
    guard reasons.isEmpty else { return .refused(reasons, about: changed) }
    return changed.isEmpty ? .ok("already as wanted") : .change(Set(changed).sorted())
  }

  /// The folder and those it needs; empty when everything is as wanted.
  private func entries(_ folder: AbsolutePath, _ draft: Draft) throws(Refusal) -> [Entry] {
    let path = draft.path(folder)
    let above = try draft.missingFolders(above: folder)
    let now = draft.state(path)
    var wanted = Attributes(mode: FileMode(bits: 0o755), owner: draft.facts.user, group: draft.facts.group)
    switch now {
    case .absent: break
    case .directory(let attributes, _): wanted = attributes
    case .link: throw Refusal("\(folder) is a symbolic link on the host: name the folder that it leads to")
    case .file, .other, .unreadable:
      throw Refusal("\(folder) is a file on the host, where a folder is needed: move it away first")
    }
    if let mode { wanted.mode = mode }
    if let owner { wanted.owner = try draft.facts.number(of: owner, in: draft.facts.owners, "user") }
    if let group { wanted.group = try draft.facts.number(of: group, in: draft.facts.groups, "group") }
    try draft.facts.checkGivable(wanted, to: path)
    let new = FileState.directory(wanted, modified: 0)
    guard !new.isSame(as: now) else { return [] }
    let old = draft.facts.observations[path]?.state ?? .absent
    let user = draft.facts.user
    if case .directory(let attributes, _) = old, user != 0, attributes.owner != user {
      throw Refusal("\(path) belongs to uid \(attributes.owner), so uid \(user) cannot change it: add 'become: true'")
    }
    let installation =
      old == .absent
      ? try draft.facts.installation(of: path, from: old, to: new, in: draft.target) : Installation(.rename)
    return above + [Entry(path: path, old: old, new: new, payload: .none, diff: nil, installation: installation)]
  }
}
