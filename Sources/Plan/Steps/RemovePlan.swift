internal import Diff
internal import Playbook

extension RemoveStep {
  var title: String { items.count == 1 ? "remove \(items[0].path)" : "remove \(items.count) paths" }

  func ask(_ questions: inout Questions) {
    for item in items {
      questions.ask(file: item.path, wanted: nil)
      if isRecursive { questions.ask(tree: item.path) }
    }
  }

  func plan(_ draft: inout Draft) -> StepOutcome {
    var refusals: [Refusal] = []
    var entries: [Entry] = []
    for item in items {
      do throws(Refusal) {
        entries += try self.entries(item.path, draft)
      } catch {
        refusals.append(error)
      }
    }
    if let why = draft.facts.unknown(for: refusals) { return .unknown(why) }
    let reasons = refusals.map(\.reason) + draft.driftReasons(entries, onDrift)
    for entry in entries { draft.add(entry) }
    let paths = Set(entries.map(\.path)).sorted()
    guard reasons.isEmpty else { return .refused(reasons, about: paths) }
    return paths.isEmpty ? .ok("already gone") : .change(paths)
  }

  private func entries(_ place: AbsolutePath, _ draft: Draft) throws(Refusal) -> [Entry] {
    let path = draft.path(place)
    for folder in place.parent.andAncestors(upTo: draft.target.root) where draft.state(draft.path(folder)).isLink {
      throw Refusal(draft.facts.reasonAgainst(link: folder, to: place, in: draft.target))
    }
    guard case .directory = draft.state(path) else { return try draft.removal(of: path) }
    guard isRecursive else {
      throw Refusal("\(path) is a folder on the host: 'recursive: true' removes it with all that it holds")
    }
    let found = draft.facts.trees[place]?.paths(below: path) ?? []
    switch draft.facts.trees[place] {
    case .names where found.count <= Questions.mostPaths: break
    case .names, .tooLarge:
      throw Refusal("\(path) holds too much to be saved: more than \(Questions.mostPaths) files and folders")
    case .closed, nil:
      throw Refusal("\(path) cannot be read as a whole by uid \(draft.facts.user): add 'become: true'", isBlind: true)
    }
    var entries: [Entry] = []
    for below in [path] + found {
      entries += try draft.removal(of: below)
    }
    return entries
  }
}

extension Draft {
  /// Empty for what is not there.
  func removal(of path: EntryPath) throws(Refusal) -> [Entry] {
    try refuseSecondChange(of: path)
    try refuseNameOfChanged(path)
    let old = facts.observations[path]?.state ?? .absent
    switch old {
    case .absent: return []
    case .file, .link: break
    case .directory:
      if let above = path.parents.first, let own = facts.observations[path]?.filesystem,
        let outer = facts.observations[above]?.filesystem, own != outer
      {
        throw Refusal("\(path) is a mount point, which cannot be removed: unmount it first")
      }
    case .other: throw Refusal("\(path) is a device, a socket or a pipe, which could not be put back")
    case .unreadable: throw facts.blindness(to: path)
    }
    let installation = try facts.installation(of: path, from: old, to: .absent, in: target)
    let before = facts.contents[path]
    return [
      Entry(
        path: path, old: old, new: .absent, payload: .none,
        diff: before == nil ? nil : UnifiedDiff.ofText(old: before, new: []), drift: facts.drift(at: path, old),
        installation: installation)
    ]
  }

  /// Why a step cannot remove one name of a file and write into the file by another: what is saved of it is a name too.
  func reasonsAgainstRemovals(_ entries: [Entry]) -> [String] {
    let written = entries.filter { $0.way == .inPlace }
    guard !written.isEmpty else { return [] }
    return entries.filter { $0.new == .absent }.compactMap { entry in
      guard let seen = facts.observations[entry.path], seen.links > 1 else { return nil }
      let other = written.first { one in
        guard let found = facts.observations[one.path] else { return false }
        return found.inode == seen.inode && found.filesystem.device == seen.filesystem.device
      }
      return other.map {
        "\(entry.path) and \($0.path) are hard links to one file, of which one would be removed and one written: "
          + "remove the one by a step before this"
      }
    }
  }

  /// A file of which an earlier step writes another hard link in place is not what it was when its turn comes.
  private func refuseNameOfChanged(_ path: EntryPath) throws(Refusal) {
    guard let seen = facts.observations[path], seen.links > 1 else { return }
    let other = entries.values.first { entry in
      guard entry.way == .inPlace, let found = facts.observations[entry.path] else { return false }
      return found.inode == seen.inode && found.filesystem.device == seen.filesystem.device
    }
    if let other {
      throw Refusal(
        "\(path) and \(other.path) are hard links to one file, which an earlier step changes: remove it first")
    }
  }
}
