internal import CLibGit2

/// A git repository of this machine, to look contents up in.
package final class Repository {
  private let pointer: OpaquePointer

  /// Finds the repository that a folder is in; nil where there is none that this account may read.
  package init?(around folder: String) {
    // Counted by the library; without it, the first call crashes.
    guard git_libgit2_init() > 0 else { return nil }
    var pointer: OpaquePointer?
    guard git_repository_open_ext(&pointer, folder, 0, nil) == 0, let pointer else {
      git_libgit2_shutdown()
      return nil
    }
    self.pointer = pointer
  }

  deinit {
    git_repository_free(pointer)
    git_libgit2_shutdown()
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
