internal import CLibGit2

extension Repository {
  /// What lies between two commits.
  package struct Range: Sendable {
    package struct File: Sendable {
      /// `A`, `M`, `D` or `T`, as git says it.
      package let change: Character
      package let path: String
    }

    package let subjects: (from: String, to: String)
    /// How many commits the second one has and the first one has not.
    package let count: Int
    /// True where the second one has all that the first one has.
    package let isForward: Bool
    package let files: [File]
  }

  /// Compares two commits, by their whole ids.
  package func range(from first: String, to last: String) throws(UnknownRevision) -> Range {
    let (from, to) = (try commit(first), try commit(last))
    var (ahead, behind) = (0, 0)
    var (one, other) = (to, from)
    guard git_graph_ahead_behind(&ahead, &behind, pointer, &one, &other) == 0 else { throw UnknownRevision(name: last) }
    guard let files = files(from: from, to: to) else { throw UnknownRevision(name: last) }
    return Range(subjects: (subject(from), subject(to)), count: ahead, isForward: behind == 0, files: files)
  }

  private func files(from: git_oid, to: git_oid) -> [Range.File]? {
    guard let old = tree(of: from) else { return nil }
    defer { git_tree_free(old) }
    guard let new = tree(of: to) else { return nil }
    defer { git_tree_free(new) }
    var diff: OpaquePointer?
    guard git_diff_tree_to_tree(&diff, pointer, old, new, nil) == 0, let diff else { return nil }
    defer { git_diff_free(diff) }
    return (0..<git_diff_num_deltas(diff)).compactMap { index in
      guard let delta = git_diff_get_delta(diff, index)?.pointee else { return nil }
      let letter = Character(UnicodeScalar(UInt8(bitPattern: git_diff_status_char(delta.status))))
      let path = delta.status == GIT_DELTA_DELETED ? delta.old_file.path : delta.new_file.path
      return path.map { Range.File(change: letter, path: String(cString: $0)) }
    }
  }

  private func subject(_ id: git_oid) -> String {
    guard let found = lookUp(id) else { return "" }
    defer { git_commit_free(found) }
    return git_commit_summary(found).map { String(cString: $0) } ?? ""
  }

  /// The commit itself; whoever asks frees it.
  func lookUp(_ id: git_oid) -> OpaquePointer? {
    var (id, found) = (id, OpaquePointer?.none)
    return git_commit_lookup(&found, pointer, &id) == 0 ? found : nil
  }

  /// All files of a commit; whoever asks frees it.
  func tree(of id: git_oid) -> OpaquePointer? {
    guard let found = lookUp(id) else { return nil }
    defer { git_commit_free(found) }
    var tree: OpaquePointer?
    return git_commit_tree(&tree, found) == 0 ? tree : nil
  }
}
