internal import CLibGit2

/// A git repository of this machine, to look contents up in.
package final class Repository {
  let pointer: OpaquePointer

  /// Finds the repository that a folder is in; nil where there is none that this account may read.
  package init?(around folder: String) {
    guard Library.hasWork(around: folder), Library.isStarted else { return nil }
    var pointer: OpaquePointer?
    guard git_repository_open_ext(&pointer, folder, 0, nil) == 0, let pointer else { return nil }
    self.pointer = pointer
  }

  deinit { git_repository_free(pointer) }

  /// Whether there is one, but of an account that `safe.directory` of the git config does not trust.
  package static func isForeign(around folder: String) -> Bool {
    guard Library.hasWork(around: folder), Library.isStarted else { return false }
    var pointer: OpaquePointer?
    let status = git_repository_open_ext(&pointer, folder, 0, nil)
    git_repository_free(pointer)
    return status == GIT_EOWNER.rawValue
  }

  /// The id of the commit that a revision names; nil where there is none.
  package func commit(named name: String) -> String? {
    do throws(UnknownRevision) { return Self.text(of: try commit(name)) } catch { return nil }
  }

  /// Where a folder lies in it, by its path without links: empty, or with a slash at its end; nil for one elsewhere.
  package func place(of folder: String) -> String? {
    guard let top = workingFolder, "\(folder)/".hasPrefix(top) else { return nil }
    return String("\(folder)/".dropFirst(top.count))
  }

  /// The folder of the working tree, with a slash at its end; nil where there is none.
  var workingFolder: String? { git_repository_workdir(pointer).map { String(cString: $0) } }

  /// The branch that is checked out; nil where none is.
  package var branch: String? {
    var reference: OpaquePointer?
    guard git_repository_head(&reference, pointer) == 0, let reference else { return nil }
    defer { git_reference_free(reference) }
    return git_reference_is_branch(reference) == 1 ? String(cString: git_reference_shorthand(reference)) : nil
  }

  /// Who wrote a commit, as `NAME <ADDRESS>`.
  package func author(of commit: String) -> String? {
    var id = git_oid()
    guard git_oid_fromstr(&id, commit) == 0, let found = lookUp(id) else { return nil }
    defer { git_commit_free(found) }
    guard let person = git_commit_author(found)?.pointee, let name = person.name, let address = person.email else {
      return nil
    }
    return "\(String(cString: name)) <\(String(cString: address))>"
  }

  /// The commit that is checked out; nil before the first one.
  package var head: String? {
    var oid = git_oid()
    guard git_reference_name_to_id(&oid, pointer, "HEAD") == 0 else { return nil }
    return Self.text(of: oid)
  }

  static func text(of id: git_oid) -> String {
    var id = id
    var text = [CChar](repeating: 0, count: 41)
    git_oid_tostr(&text, text.count, &id)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// True for a file of the working tree, by its path without links, that is as the last commit has it.
  package func isCommitted(_ path: String) -> Bool {
    guard let folder = git_repository_workdir(pointer).map({ String(cString: $0) }), path.hasPrefix(folder) else {
      return false
    }
    var flags: UInt32 = 0
    return git_status_file(&flags, pointer, String(path.dropFirst(folder.count))) == 0
      && flags == GIT_STATUS_CURRENT.rawValue
  }

  /// The content with an id that may be abbreviated; nil where it is not there, or the beginning fits several.
  package func blob(_ id: String) -> [UInt8]? {
    // What is shorter than four digits, git itself takes for ambiguous.
    guard (4...40).contains(id.utf8.count), id.contains(where: { $0 != "0" }) else { return nil }
    var oid = git_oid()
    guard git_oid_fromstrn(&oid, id, id.utf8.count) == 0 else { return nil }
    var blob: OpaquePointer?
    guard git_blob_lookup_prefix(&blob, pointer, &oid, id.utf8.count) == 0, let blob else { return nil }
    defer { git_blob_free(blob) }
    let size = Int(git_blob_rawsize(blob))
    guard size > 0 else { return [] }
    return git_blob_rawcontent(blob).map { Array(UnsafeRawBufferPointer(start: $0, count: size)) }
  }
}
