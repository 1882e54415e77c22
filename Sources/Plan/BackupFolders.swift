internal import Playbook

/// Folders of backup sets, told by what they hold: those of other roots, and of other times.
struct BackupFolders {
  private let folders: Set<EntryPath>

  init(among paths: [EntryPath]) {
    let all = Set(paths)
    folders = Set(
      paths.compactMap { path in
        guard path.name == Array("manifest".utf8) else { return nil }
        let above = path.folders.prefix(2)
        guard above.count == 2, let set = above.first else { return nil }
        let isSet = ["journal", "restore", "script"].allSatisfy { all.contains(set.below($0.utf8)) }
        return isSet ? above.last : nil
      })
  }

  func contain(_ path: EntryPath) -> Bool {
    !folders.isEmpty && (folders.contains(path) || path.folders.contains(where: folders.contains))
  }
}
