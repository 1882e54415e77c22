internal import CLibGit2

extension CommittedTree {
  /// Where a folder of the source folder lies in the repository; nil where there is none.
  package func place(of folder: String) -> String? {
    if case .folder(let place) = resolve(folder) { place } else { nil }
  }

  /// The paths below a folder that an earlier commit, which has the folder at this place, has differently.
  ///
  /// Nil where the attributes of files differ, or the folder is another one: then a path may come out of the same content
  /// as another file.
  package func paths(below folder: String, differingFrom earlier: String, where place: String) -> Set<String>? {
    guard self.place(of: folder) == place else { return nil }
    var (oid, found, old) = (git_oid(), OpaquePointer?.none, OpaquePointer?.none)
    guard git_oid_fromstr(&oid, earlier) == 0, git_commit_lookup(&found, pointer, &oid) == 0, let found else {
      return nil
    }
    defer { git_commit_free(found) }
    guard git_commit_tree(&old, found) == 0, let old else { return nil }
    defer { git_tree_free(old) }
    var diff: OpaquePointer?
    guard git_diff_tree_to_tree(&diff, pointer, old, tree, nil) == 0, let diff else { return nil }
    defer { git_diff_free(diff) }
    let top = place.isEmpty ? "" : "\(place)/"
    var paths: Set<String> = []
    for index in 0..<git_diff_num_deltas(diff) {
      guard let delta = git_diff_get_delta(diff, index)?.pointee else { return nil }
      for name in [delta.old_file.path, delta.new_file.path] {
        guard let path = name.map({ String(cString: $0) }) else { continue }
        if path == ".gitattributes" || path.hasSuffix("/.gitattributes") { return nil }
        if path.hasPrefix(top) { paths.insert(String(path.dropFirst(top.count))) }
      }
    }
    return paths
  }

  /// Where the folder that it was opened for lies in the repository: empty, or with a slash at its end.
  package var place: String { prefix }
}
