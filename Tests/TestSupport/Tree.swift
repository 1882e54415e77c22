internal import Glibc

/// Everything about a folder that a deploy may not change unasked: names, contents, modes, owners, times.
package struct Tree: Equatable, CustomStringConvertible {
  package struct Leaf: Equatable {
    package let path: [UInt8]
    package let mode: UInt32
    package let owner: UInt32
    package let group: UInt32
    /// Nil for folders, whose time says only that something was put there for a while.
    package let modified: Int?
    package let content: [UInt8]
    /// Another name of the same file that was found before, if it has several hard links in this tree.
    package let sameAs: [UInt8]?
  }

  package let leaves: [Leaf]

  /// Reads a tree, leaving out what lies below some of its folders.
  package init(_ root: String, without excluded: Set<String> = ["backups"], times: Bool = true) throws {
    var leaves: [Leaf] = []
    var names: [ino_t: [UInt8]] = [:]
    try Self.read(Array(root.utf8), [], excluded, times, &leaves, &names)
    self.leaves = leaves
  }

  private static func read(
    _ base: [UInt8], _ path: [UInt8], _ excluded: Set<String>, _ times: Bool, _ leaves: inout [Leaf],
    _ names: inout [ino_t: [UInt8]]
  ) throws {
    let full = path.isEmpty ? base : base + [UInt8(ascii: "/")] + path
    var status = stat()
    guard Files.withCString(full, { lstat($0, &status) }) == 0 else { return }
    let isFile = status.st_mode & S_IFMT == S_IFREG
    let modified = times && isFile ? status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec : nil
    let sameAs = isFile && status.st_nlink > 1 ? names[status.st_ino] : nil
    if isFile, sameAs == nil { names[status.st_ino] = path }
    leaves.append(
      Leaf(
        path: path, mode: status.st_mode, owner: status.st_uid, group: status.st_gid, modified: modified,
        content: isFile ? try Files.read(full) : status.st_mode & S_IFMT == S_IFLNK ? target(full) : [],
        sameAs: sameAs))
    for name in Files.names(in: full) ?? [] {
      let below = path.isEmpty ? name : path + [UInt8(ascii: "/")] + name
      if excluded.contains(String(decoding: below, as: UTF8.self)) { continue }
      try read(base, below, excluded, times, &leaves, &names)
    }
  }

  private static func target(_ link: [UInt8]) -> [UInt8] {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = Files.withCString(link) { readlink($0, &buffer, buffer.count) }
    return buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }
  }

  package var description: String { leaves.map(\.description).joined(separator: "\n") }
}

extension Tree.Leaf: CustomStringConvertible {
  package var description: String { words(withLinks: true) }

  /// Without links it does not tell which names are one file.
  package func words(withLinks: Bool) -> String {
    let name = String(decoding: path, as: UTF8.self)
    let other =
      sameAs.flatMap { withLinks ? $0 : nil }.map { ", the same as \(String(decoding: $0, as: UTF8.self))" } ?? ""
    return "\(String(mode, radix: 8)) \(owner):\(group) \(modified ?? 0) \(name) (\(content.count)\(other))"
  }
}
