package import Playbook

/// How a path comes to its new state.
package enum Way: Sendable, Hashable {
  /// Staged in the set and moved over the old file, to which the set keeps a hard link.
  case rename
  /// Written into the old file, which stays the same file; the set keeps a copy.
  case inPlace
  /// Staged in a folder of the path's own filesystem, which is not the set's, where a copy is kept.
  case beside(EntryPath)
}

/// The way of one path, and what a person should know about it.
package struct Installation: Sendable, Hashable {
  package let way: Way
  package let remark: String?

  package init(_ way: Way, remark: String? = nil) {
    self.way = way
    self.remark = remark
  }
}

extension Facts {
  /// How a path gets its new state; `name` is what the playbook calls it, if a link leads from there.
  package func installation(
    of path: EntryPath, from old: FileState, to new: FileState, named name: EntryPath? = nil, in target: Target
  ) throws(Refusal) -> Installation {
    let seen = observations[path]
    if case .file = old, let seen { try checkReplaceable(path, seen, in: target) }
    if case .file = old, case .file = new, let seen,
      let reason = reasonToWriteInPlace(path, seen, named: name, in: target)
    {
      try checkWritable(path, seen, reason)
      return Installation(.inPlace, remark: "written in place, since \(reason)")
    }
    if let seen, seen.flags.contains(.mountPoint) {
      throw Refusal("\(path) is a mount point: only its content can be replaced")
    }
    guard let (folder, found) = folder(above: path) else { return Installation(.rename) }
    try checkFolder(folder, found, of: path, old, in: target)
    guard let home = backupFilesystem(of: target), home != found.filesystem else { return Installation(.rename) }
    return Installation(
      .beside(folder), remark: "on another filesystem than the backup folder: staged in its own, saved as a copy")
  }

  private func reasonToWriteInPlace(
    _ path: EntryPath, _ seen: Observation, named name: EntryPath?, in target: Target
  ) -> String? {
    if seen.flags.contains(.mountPoint) { return "it is a mount point" }
    let paths = places(of: path, in: target) + (name.map { places(of: $0, in: target) } ?? [])
    let services = composeServices.filter { service in
      service.value.mounts.contains { mount in paths.contains { mount.isFile && mount.source == $0.bytes } }
    }
    if let service = services.keys.min() { return "\(service) mounts it as a single file" }
    return seen.links > 1 ? "it has \(seen.links) hard links, which change with it" : nil
  }

  /// The nearest folder above a path that is there.
  func folder(above path: EntryPath) -> (EntryPath, Observation)? {
    for folder in path.parents {
      if let seen = observations[folder], case .directory = seen.state { return (folder, seen) }
    }
    return nil
  }

  /// The filesystem that holds the backup folder, or will.
  package func backupFilesystem(of target: Target) -> Filesystem? {
    let backups = redirections[target.backups] ?? target.backups
    let path = EntryPath(backups, root: target.root)
    if let seen = observations[path], case .directory = seen.state { return seen.filesystem }
    return folder(above: path)?.1.filesystem
  }

  /// What a mount may know a path by.
  func places(of path: EntryPath, in target: Target) -> [AbsolutePath] {
    let text = String(decoding: path.bytes, as: UTF8.self)
    if path.tree == .system { return AbsolutePath("/\(text)").map { [$0] } ?? [] }
    return [target.root, physicalRoot ?? target.root].compactMap { $0.appending(text) }
  }
}
