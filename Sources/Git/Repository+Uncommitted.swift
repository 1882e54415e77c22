internal import CLibGit2

extension Repository {
  /// Why a file of the working tree is not as the last commit has it.
  package enum Difference: Sendable, Hashable {
    case changed
    case new
    /// New, and `.gitignore` says that nobody cares.
    case ignored
    case gone
  }

  /// The files below a folder of the working tree, by its path without links, that are not as the last commit has them, by
  /// their paths from the folder on; nil where that cannot be told.
  ///
  /// One look at all of them: to ask for each by itself takes a large repository the square of the time.
  package func uncommitted(below folder: String) -> [String: Difference]? {
    guard let top = git_repository_workdir(pointer).map({ String(cString: $0) }) else { return nil }
    let isTop = "\(folder)/" == top
    guard isTop || folder.hasPrefix(top) else { return nil }
    var options = git_status_options()
    guard git_status_options_init(&options, UInt32(GIT_STATUS_OPTIONS_VERSION)) == 0 else { return nil }
    options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR
    options.flags =
      GIT_STATUS_OPT_INCLUDE_UNTRACKED.rawValue | GIT_STATUS_OPT_INCLUDE_IGNORED.rawValue
      | GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS.rawValue | GIT_STATUS_OPT_RECURSE_IGNORED_DIRS.rawValue
      | GIT_STATUS_OPT_DISABLE_PATHSPEC_MATCH.rawValue
    var list: OpaquePointer?
    let status = String(folder.dropFirst(top.count)).withCString { name in
      var name: UnsafeMutablePointer<CChar>? = UnsafeMutablePointer(mutating: name)
      return withUnsafeMutablePointer(to: &name) { names in
        if !isTop { options.pathspec = git_strarray(strings: names, count: 1) }
        return git_status_list_new(&list, pointer, &options)
      }
    }
    guard status == 0, let list else { return nil }
    defer { git_status_list_free(list) }
    var differences: [String: Difference] = [:]
    for index in 0..<git_status_list_entrycount(list) {
      guard let entry = git_status_byindex(list, index) else { continue }
      let file = entry.pointee.index_to_workdir ?? entry.pointee.head_to_index
      guard let name = file?.pointee.new_file.path.map({ top + String(cString: $0) }),
        isTop || name.hasPrefix("\(folder)/")
      else { continue }
      let path = String(name.dropFirst(isTop ? top.count : folder.count + 1))
      // What was only about to be added, and is not there, is missed by nobody.
      let wasAdded = GIT_STATUS_INDEX_NEW.rawValue | GIT_STATUS_WT_DELETED.rawValue
      guard entry.pointee.status.rawValue & wasAdded != wasAdded else { continue }
      differences[path] = Difference(entry.pointee.status.rawValue)
    }
    return differences
  }
}

extension Repository.Difference {
  fileprivate init(_ status: UInt32) {
    let has = { (flags: git_status_t...) in flags.contains { status & $0.rawValue != 0 } }
    self =
      if has(GIT_STATUS_IGNORED) {
        .ignored
      } else if has(GIT_STATUS_WT_DELETED) || has(GIT_STATUS_INDEX_DELETED) && !has(GIT_STATUS_WT_NEW) {
        .gone
      } else if has(GIT_STATUS_WT_NEW, GIT_STATUS_INDEX_NEW) {
        .new
      } else {
        .changed
      }
  }
}
