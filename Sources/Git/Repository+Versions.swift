internal import CLibGit2

extension Repository {
  /// A revision that is not there, or no commit.
  package struct UnknownRevision: Error, Sendable {
    package let name: String
  }

  /// The contents that a file has had from one revision to another, each once, the newest first; both revisions count.
  ///
  /// The path is that of the working tree, without links; one that lies elsewhere has no versions.
  package func versions(of path: String, from first: String, to last: String) throws(UnknownRevision) -> [[UInt8]] {
    let (first, last) = (try commit(first), try commit(last))
    guard let folder = git_repository_workdir(pointer).map({ String(cString: $0) }), path.hasPrefix(folder) else {
      return []
    }
    let name = String(path.dropFirst(folder.count))
    var blobs: [String] = []
    for commit in commits(from: first, to: last) {
      if let blob = blob(at: name, in: commit), !blobs.contains(blob) { blobs.append(blob) }
    }
    return blobs.compactMap { blob($0) }
  }

  func commit(_ name: String) throws(UnknownRevision) -> git_oid {
    var object: OpaquePointer?
    guard git_revparse_single(&object, pointer, name) == 0, let object else { throw UnknownRevision(name: name) }
    defer { git_object_free(object) }
    var commit: OpaquePointer?
    guard git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0, let commit, let id = git_object_id(commit) else {
      throw UnknownRevision(name: name)
    }
    defer { git_object_free(commit) }
    return id.pointee
  }

  /// The commits that the last one has and the first one has not, and the first one.
  private func commits(from first: git_oid, to last: git_oid) -> [git_oid] {
    var walk: OpaquePointer?
    guard git_revwalk_new(&walk, pointer) == 0, let walk else { return [] }
    defer { git_revwalk_free(walk) }
    var (first, last, next) = (first, last, git_oid())
    git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL.rawValue | GIT_SORT_TIME.rawValue)
    guard git_revwalk_push(walk, &last) == 0, git_revwalk_hide(walk, &first) == 0 else { return [] }
    var commits: [git_oid] = []
    while git_revwalk_next(&next, walk) == 0 { commits.append(next) }
    return commits + [first]
  }

  /// The id of what a commit has at a path, if that is a file.
  private func blob(at path: String, in commit: git_oid) -> String? {
    var entry = OpaquePointer?.none
    guard let tree = tree(of: commit) else { return nil }
    defer { git_tree_free(tree) }
    guard git_tree_entry_bypath(&entry, tree, path) == 0, let entry else { return nil }
    defer { git_tree_entry_free(entry) }
    guard git_tree_entry_type(entry) == GIT_OBJECT_BLOB, let blob = git_tree_entry_id(entry) else { return nil }
    return Self.text(of: blob.pointee)
  }
}
