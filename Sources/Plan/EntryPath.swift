package import Playbook

/// A path on the target as a backup set keeps it: below the root, or absolute outside of it.
package struct EntryPath: Sendable {
  package enum Tree: String, Sendable, Hashable {
    /// Paths relative to the root.
    case files
    /// Absolute paths, without their first slash.
    case system
  }

  package let tree: Tree
  /// The folder inside the tree, `.` for the root itself; bytes, since names need not be text.
  package let folder: [UInt8]
  package let name: [UInt8]

  package init(tree: Tree, folder: [UInt8], name: [UInt8]) {
    self.tree = tree
    self.folder = folder
    self.name = name
  }

  package init(_ path: AbsolutePath, root: AbsolutePath) {
    if path == root {
      self.init(tree: .files, folder: Self.here, name: Self.here)
    } else if path.isInside(root) {
      let prefix = root == .root ? 1 : root.bytes.count + 1
      self.init(tree: .files, relative: path.bytes.dropFirst(prefix), top: Self.here)
    } else {
      self.init(tree: .system, relative: path.bytes.dropFirst(), top: [])
    }
  }

  private init(tree: Tree, relative: ArraySlice<UInt8>, top: [UInt8]) {
    let slash = UInt8(ascii: "/")
    guard let cut = relative.lastIndex(of: slash) else {
      self.init(tree: tree, folder: top, name: Array(relative))
      return
    }
    self.init(tree: tree, folder: Array(relative[..<cut]), name: Array(relative[(cut + 1)...]))
  }

  /// A path inside a tree, with no slash in front.
  package init(tree: Tree, path: [UInt8]) {
    self.init(tree: tree, relative: path[...], top: tree == .files ? Self.here : [])
  }

  /// The folders above, innermost first, with the root or `/` last.
  var parents: [EntryPath] {
    folders + [EntryPath(tree: tree, path: tree == .files ? Self.here : [])]
  }

  /// A path below this folder.
  func below(_ relative: some Collection<UInt8>) -> EntryPath {
    bytes == Self.here || bytes.isEmpty
      ? EntryPath(tree: tree, path: Array(relative))
      : EntryPath(tree: tree, path: bytes + [UInt8(ascii: "/")] + relative)
  }

  /// The path as seen from a folder above it; nil for what is elsewhere.
  func relative(to folder: EntryPath) -> ArraySlice<UInt8>? {
    guard tree == folder.tree, self != folder else { return nil }
    if folder.bytes == Self.here || folder.bytes.isEmpty { return bytes[...] }
    let prefix = folder.bytes + [UInt8(ascii: "/")]
    return bytes.starts(with: prefix) ? bytes.dropFirst(prefix.count) : nil
  }

  /// The path from `/`, for people.
  func spelled(below root: AbsolutePath) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    if tree == .system { return "/\(text)" }
    return bytes == Self.here ? root.description : (root == .root ? "" : root.description) + "/\(text)"
  }

  /// The folders above, innermost first, without the tree's top.
  var folders: [EntryPath] {
    let slash = UInt8(ascii: "/")
    let top = tree == .files ? Self.here : []
    var rest = folder[...]
    var folders: [EntryPath] = []
    while !rest.isEmpty, Array(rest) != Self.here {
      folders.append(EntryPath(tree: tree, relative: rest, top: top))
      rest = rest.lastIndex(of: slash).map { rest[..<$0] } ?? []
    }
    return folders
  }

  private static let here = [UInt8(ascii: ".")]

  /// The path inside a backup set's tree, as `tar` and people write it.
  package var bytes: [UInt8] {
    if folder.isEmpty || folder == Self.here { return name }
    return folder + [UInt8(ascii: "/")] + name
  }
}

/// There may be a hundred thousand in a table, and a list of bytes is hashed byte by byte.
extension EntryPath: Hashable {
  package static func == (left: EntryPath, right: EntryPath) -> Bool {
    left.name == right.name && left.folder == right.folder && left.tree == right.tree
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(tree == .files)
    hasher.combine(folder.count)
    folder.withUnsafeBytes { hasher.combine(bytes: $0) }
    name.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}

extension EntryPath: Comparable {
  /// By folder first, parents before their children, so that a batch is a run of neighbours.
  package static func < (left: EntryPath, right: EntryPath) -> Bool {
    if left.tree != right.tree { return left.tree == .files }
    if left.folder != right.folder { return left.sortFolder.lexicographicallyPrecedes(right.sortFolder) }
    return left.name.lexicographicallyPrecedes(right.name)
  }

  private var sortFolder: [UInt8] { folder == Self.here ? [] : folder }
}

extension EntryPath: CustomStringConvertible {
  package var description: String {
    (tree == .system ? "/" : "") + String(decoding: bytes, as: UTF8.self)
  }
}
