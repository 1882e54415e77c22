internal import CLibGit2

/// The files of one commit, as a checkout of it would have them.
package final class CommittedTree {
  package enum Trouble: Error, Sendable, Hashable {
    case noRepository
    /// It belongs to another account, and git wants to be told that it may be trusted.
    case foreignRepository
    case unknownRevision(String)
  }

  let pointer: OpaquePointer
  let tree: OpaquePointer
  let oid: git_oid
  /// The whole id.
  package let commit: String
  /// `NAME <ADDRESS>`.
  package let author: String
  /// Where the folder that it was opened for lies in the repository: empty, or with a slash at its end.
  let prefix: String

  /// Opens a commit for a folder of the working tree, by its path without links.
  package init(for folder: String, revision: String) throws(Trouble) {
    guard let repository = Repository(around: folder) else {
      throw Repository.isForeign(around: folder) ? .foreignRepository : .noRepository
    }
    guard let top = repository.workingFolder, "\(folder)/".hasPrefix(top) else { throw .noRepository }
    let id: git_oid
    do throws(Repository.UnknownRevision) {
      id = try repository.commit(revision)
    } catch {
      throw .unknownRevision(revision)
    }
    // Opened once more as one without files and index: their attributes are not those of the commit.
    var opened: OpaquePointer?
    guard git_repository_open_bare(&opened, git_repository_path(repository.pointer)) == 0, let pointer = opened else {
      throw .noRepository
    }
    var index: OpaquePointer?
    if git_index_new(&index) == 0, let index {
      git_repository_set_index(pointer, index)
      git_index_free(index)
    }
    var copy = id
    var found: OpaquePointer?
    var root: OpaquePointer?
    guard git_commit_lookup(&found, pointer, &copy) == 0, git_commit_tree(&root, found) == 0, let tree = root else {
      git_commit_free(found)
      git_repository_free(pointer)
      throw .unknownRevision(revision)
    }
    let person = git_commit_author(found)?.pointee
    let name = person?.name.map { String(cString: $0) } ?? ""
    author = name + (person?.email.map { " <\(String(cString: $0))>" } ?? "")
    git_commit_free(found)
    self.pointer = pointer
    self.tree = tree
    oid = id
    commit = Repository.text(of: id)
    prefix = String("\(folder)/".dropFirst(top.count))
  }

  deinit {
    git_tree_free(tree)
    git_repository_free(pointer)
  }
}

extension CommittedTree {
  /// What a commit has at a path.
  package enum Content: Sendable, Hashable {
    case file([UInt8], isExecutable: Bool)
    case folder
    case missing
    /// It is in a submodule, whose commits are others.
    case submodule
    /// A symbolic link leads out of the repository, or to itself.
    case astray
    /// It says where git-lfs has the content.
    case pointer
    /// `.gitattributes` says that it goes into no release.
    case ignored
    /// `.gitattributes` says that a checkout has something else there, made by what is named.
    case converted(String)
  }

  /// Looks at a path below the folder, and where links lead in the commit.
  package func content(at path: String) -> Content {
    switch resolve(path) {
    case .folder: .folder
    case .file(let path): file(at: path)
    case .none(let why): why
    }
  }

  /// Where a path leads.
  enum Place {
    case file(String)
    case folder(String)
    /// It leads to nothing that can be had.
    case none(Content)
  }

  /// Follows a path below the folder from the top of the repository.
  func resolve(_ path: String) -> Place {
    var done: [String] = []
    var rest = Self.parts(prefix + path)[...]
    var links = 0
    while let name = rest.popFirst() {
      if name == ".." {
        guard done.popLast() != nil else { return .none(.astray) }
        continue
      }
      let here = (done + [name]).joined(separator: "/")
      var entry: OpaquePointer?
      guard git_tree_entry_bypath(&entry, tree, here) == 0, let entry else { return .none(.missing) }
      defer { git_tree_entry_free(entry) }
      switch git_tree_entry_filemode(entry) {
      case GIT_FILEMODE_TREE:
        if isIgnoredFolder(here) { return .none(.ignored) }
        done.append(name)
      case GIT_FILEMODE_COMMIT: return .none(.submodule)
      case GIT_FILEMODE_LINK:
        links += 1
        guard links <= 40, let target = blob(entry).map({ String(decoding: raw($0), as: UTF8.self) }),
          !target.hasPrefix("/")
        else { return .none(.astray) }
        rest = Self.parts(target) + rest
      default:
        guard rest.isEmpty else { return .none(.missing) }
        return isIgnored(here) ? .none(.ignored) : .file(here)
      }
    }
    return .folder(done.joined(separator: "/"))
  }

  private static func parts(_ path: String) -> [String] {
    path.split(separator: "/").map(String.init).filter { $0 != "." }
  }

  func blob(_ entry: OpaquePointer) -> Blob? {
    var object: OpaquePointer?
    guard git_tree_entry_to_object(&object, pointer, entry) == 0, let object else { return nil }
    return Blob(pointer: object)
  }

  func raw(_ blob: Blob) -> [UInt8] {
    let size = Int(git_blob_rawsize(blob.pointer))
    guard size > 0, let start = git_blob_rawcontent(blob.pointer) else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: size))
  }

  private func file(at path: String) -> Content {
    var entry: OpaquePointer?
    guard git_tree_entry_bypath(&entry, tree, path) == 0, let entry else { return .missing }
    defer { git_tree_entry_free(entry) }
    let isExecutable = git_tree_entry_filemode(entry) == GIT_FILEMODE_BLOB_EXECUTABLE
    guard let blob = blob(entry) else { return .missing }
    let bytes = raw(blob)
    if LFSPointer.isOne(bytes) { return .pointer }
    if let conversion = conversion(of: path) { return .converted(conversion) }
    var options = git_filter_options()
    options.version = UInt32(GIT_FILTER_OPTIONS_VERSION)
    options.flags = UInt32(GIT_FILTER_ATTRIBUTES_FROM_COMMIT.rawValue)
    options.attr_commit_id = oid
    var filters: OpaquePointer?
    guard
      git_filter_list_load_ext(&filters, pointer, blob.pointer, path, GIT_FILTER_TO_WORKTREE, &options) == 0,
      let filters
    else { return .file(bytes, isExecutable: isExecutable) }
    defer { git_filter_list_free(filters) }
    var buffer = git_buf()
    guard git_filter_list_apply_to_blob(&buffer, filters, blob.pointer) == 0 else {
      return .file(bytes, isExecutable: isExecutable)
    }
    defer { git_buf_dispose(&buffer) }
    let filtered = buffer.ptr.map { Array(UnsafeRawBufferPointer(start: $0, count: buffer.size)) } ?? []
    return .file(filtered, isExecutable: isExecutable)
  }
}

/// The content of a file, owned.
final class Blob {
  let pointer: OpaquePointer

  init(pointer: OpaquePointer) { self.pointer = pointer }

  deinit { git_object_free(pointer) }
}
