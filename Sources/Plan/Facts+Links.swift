package import Playbook

/// Symbolic links on the way to what a playbook names.
extension Facts {
  /// The paths of a target that lie behind links, each with the path that it really is.
  ///
  /// A destination is followed only inside the root and never into the backup folder; the backup folder may be anywhere. A
  /// link that an earlier commit has where there is a file now is no way to another one: the file takes its place.
  package func realPaths(
    of target: Target, _ sources: Sources, _ scopes: [TreeKey: TreeScope] = [:]
  ) -> [AbsolutePath: AbsolutePath] {
    var real: [AbsolutePath: AbsolutePath] = [:]
    let backups = end(of: target.backups, in: target)
    real[target.backups] = backups
    guard observations.values.contains(where: \.state.isLink) else { return real }
    for step in target.steps where step.exclusion == nil {
      let own = step.kind.formerLinks(scopes)
      for file in step.kind.destinations(sources).map(\.file) + step.kind.copiedFolders {
        if own.contains(file) {
          let folder = end(of: file.parent, in: target).flatMap { inside($0, target) }
          if let home = folder?.appending(file.name) { real[file] = home }
          continue
        }
        guard let end = end(of: file, in: target), let path = inside(end, target) else { continue }
        if !Self.isBackedUp(path, end, in: [target.backups, backups]) { real[file] = path }
      }
    }
    return real
  }

  /// Where a path leads in the end if there is a link on the way, as far as the host could tell.
  func end(of path: AbsolutePath, in target: Target) -> AbsolutePath? {
    for place in path.andAncestors(upTo: target.root) {
      let entry = EntryPath(place, root: target.root)
      guard observations[entry]?.state.isLink == true else { continue }
      guard let end = ends[entry] else { return nil }
      guard let rest = path.relative(to: place), rest != "." else { return end }
      return end.appending(rest)
    }
    return nil
  }

  /// Why a link is not followed.
  func reasonAgainst(link: AbsolutePath, to path: AbsolutePath, in target: Target) -> String {
    guard let end = end(of: path, in: target) else { return "\(link) is a symbolic link that leads nowhere" }
    guard let path = inside(end, target) else {
      return "\(link) is a symbolic link, and leads out of \(target.root): name \(end) in the playbook if that is meant"
    }
    guard Self.isBackedUp(path, end, in: [target.backups, self.end(of: target.backups, in: target)]) else {
      return
        "\(link) is a symbolic link, which this step does not follow: name \(path) in the playbook if that is meant"
    }
    return "\(link) is a symbolic link, and leads into the backup folder \(target.backups)"
  }

  /// Whether what a link leads to is the backup folder or lies there, by either of its paths.
  private static func isBackedUp(_ path: AbsolutePath, _ end: AbsolutePath, in store: [AbsolutePath?]) -> Bool {
    store.contains { folder in folder.map { path == $0 || path.isInside($0) || end.isInside($0) } ?? false }
  }

  /// The path below the root as the playbook would name it, for one free of links.
  private func inside(_ end: AbsolutePath, _ target: Target) -> AbsolutePath? {
    guard let text = end.relative(to: physicalRoot ?? target.root), text != "." else { return nil }
    return target.root.appending(text)
  }
}
