internal import CLibGit2

extension CommittedTree {
  /// What a folder of a commit holds under a name.
  package enum Member: Sendable, Hashable {
    case file, folder, submodule
    case link(to: [UInt8])
  }

  /// What stands directly in a folder, without what is left out of every release; nil where there is no such folder.
  package func listing(at path: String) -> [(name: [UInt8], member: Member)]? {
    guard case .folder(let place) = resolve(path) else { return nil }
    guard !place.isEmpty else { return members(of: tree, at: place) }
    var entry: OpaquePointer?
    var object: OpaquePointer?
    guard git_tree_entry_bypath(&entry, tree, place) == 0, let entry else { return nil }
    defer { git_tree_entry_free(entry) }
    guard git_tree_entry_to_object(&object, pointer, entry) == 0, let object else { return nil }
    defer { git_object_free(object) }
    return members(of: object, at: place)
  }

  private func members(of folder: OpaquePointer, at place: String) -> [(name: [UInt8], member: Member)] {
    (0..<git_tree_entrycount(folder)).compactMap { index -> (name: [UInt8], member: Member)? in
      guard let entry = git_tree_entry_byindex(folder, index), let start = git_tree_entry_name(entry) else {
        return nil
      }
      var name: [UInt8] = []
      while start[name.count] != 0 { name.append(UInt8(bitPattern: start[name.count])) }
      let path = (place.isEmpty ? "" : "\(place)/") + String(decoding: name, as: UTF8.self)
      if git_tree_entry_filemode(entry) == GIT_FILEMODE_TREE { return isIgnoredFolder(path) ? nil : (name, .folder) }
      guard !isIgnored(path) else { return nil }
      switch git_tree_entry_filemode(entry) {
      case GIT_FILEMODE_COMMIT: return (name, .submodule)
      case GIT_FILEMODE_LINK: return (name, .link(to: blob(entry).map(raw) ?? []))
      default: return (name, .file)
      }
    }
  }
}
