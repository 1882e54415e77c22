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
    let before = draft
    var refusals: [Refusal] = []
    var changed: [EntryPath] = []
    for item in items {
      do throws(Refusal) {
        for entry in try draft.folder(item.path, mode: mode, owner: owner, group: group) {
          draft.add(entry)
          changed.append(entry.path)
        }
      } catch {
        refusals.append(error)
      }
    }
    if let why = draft.facts.unknown(for: refusals) {
      draft = before
      return .unknown(why)
    }
    guard refusals.isEmpty else { return .refused(refusals.map(\.reason), about: changed) }
    return changed.isEmpty ? .ok("already as wanted") : .change(Set(changed).sorted())
  }
}

extension Draft {
  /// A folder as it shall be and those it needs; empty when everything is as wanted.
  func folder(
    _ folder: AbsolutePath, mode: FileMode?, owner: String?, group: String?
  ) throws(Refusal) -> [Entry] {
    let path = path(folder)
    let above = try missingFolders(above: folder)
    let now = state(path)
    var wanted = Attributes(mode: FileMode(bits: 0o755), owner: facts.user, group: facts.group)
    switch now {
    case .absent: try refuseSecondChange(of: path)
    case .directory(let attributes, _): wanted = attributes
    case .link: throw Refusal("\(folder) is a symbolic link on the host: name the folder that it leads to")
    case .unreadable: throw facts.blindness(to: path)
    case .file, .other:
      throw Refusal("\(folder) is a file on the host, where a folder is needed: move it away first")
    }
    if let mode { wanted.mode = mode }
    if let owner { wanted.owner = try facts.number(of: owner, in: facts.owners, "user") }
    if let group { wanted.group = try facts.number(of: group, in: facts.groups, "group") }
    try facts.checkGivable(wanted, to: path)
    let new = FileState.directory(wanted, modified: 0)
    guard !new.isSame(as: now) else { return [] }
    let old = facts.observations[path]?.state ?? .absent
    if case .directory(let attributes, _) = old, facts.user != 0, attributes.owner != facts.user {
      throw Refusal(
        "\(path) belongs to uid \(attributes.owner), so uid \(facts.user) cannot change it: add 'become: true'")
    }
    let installation =
      old == .absent
      ? try facts.installation(of: path, from: old, to: new, in: target) : Installation(.rename)
    return above + [Entry(path: path, old: old, new: new, payload: .none, diff: nil, installation: installation)]
  }
}
