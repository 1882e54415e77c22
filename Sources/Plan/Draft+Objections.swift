internal import Playbook

/// What stands against an entry, whichever step wants it.
extension Draft {
  /// Why entries would throw away what somebody changed on the server.
  func driftReasons(_ entries: [Entry], _ onDrift: OnDrift) -> [String] {
    guard !acceptsDrift, onDrift == .fail else { return [] }
    return entries.filter { !settled.contains($0.path) }.compactMap { entry in
      entry.drift.map {
        "\(entry.path) was changed on the server since \($0.run): fetch that change with 'deployctl pull', "
          + "or replace it with --accept-drift"
      }
    }
  }

  /// A path is changed by one step, but for patches: what two of them make of it could not be told from what somebody
  /// changes meanwhile.
  func refuseSecondChange(of path: EntryPath) throws(Refusal) {
    if entries[path] != nil {
      throw Refusal("\(path) is changed by an earlier step already: let one step do all of it")
    }
  }

  /// The folders to make above a path, outermost first, once it is clear that they can be made.
  func missingFolders(above file: AbsolutePath) throws(Refusal) -> [Entry] {
    var missing: [Entry] = []
    for folder in file.parent.andAncestors(upTo: target.root) {
      let path = path(folder)
      switch state(path) {
      case .absent:
        try refuseSecondChange(of: path)
        let attributes = Attributes(mode: FileMode(bits: 0o755), owner: facts.user, group: facts.group)
        missing.insert(
          Entry(path: path, old: .absent, new: .directory(attributes, modified: 0), payload: .none, diff: nil), at: 0)
      case .directory:
        // One that an earlier step makes is as good as its own parent.
        return missing
      case .link: throw Refusal(facts.reasonAgainst(link: folder, to: file, in: target))
      case .unreadable: throw facts.blindness(to: path)
      case .file, .other:
        throw Refusal("\(folder) is a file on the host, where a folder is needed: move it away first")
      }
    }
    return missing
  }

  /// Two destinations that are one file in truth would overwrite each other.
  func refuseAnotherName(for name: AbsolutePath, _ path: EntryPath, _ new: FileState) throws(Refusal) {
    if let other = destinations.others(at: path, than: name).first {
      throw Refusal("\(name) and \(other.file) both lead to \(path)")
    }
    guard let seen = facts.observations[path] else { return }
    if let other = destinations.others(of: seen, than: name).first(where: { $0.hash != new.hash }) {
      throw Refusal("\(name) and \(other.file) are hard links to one file, and would get different contents")
    }
  }
}
