import Glibc
import TestSupport

/// What lies in a world, without the backup folder: everything that a run must bring to all old or all new.
struct CrashSnapshot {
  struct Leaf: Equatable {
    var mode: UInt32
    var owner: UInt32
    var group: UInt32
    /// In nanoseconds; nil for folders, whose time says only that something was put there for a while.
    var modified: Int?
    /// Nil for folders.
    var links: Int?
    var content: [UInt8]
  }

  var leaves: [String: Leaf] = [:]
  /// The files' numbers on their filesystem.
  private(set) var inodes: Set<UInt> = []

  init(_ world: String, without excluded: Set<String> = ["root/backups", "state"]) throws {
    try read(world, "", excluded)
  }

  private mutating func read(_ world: String, _ path: String, _ excluded: Set<String>) throws {
    let full = path.isEmpty ? world : "\(world)/\(path)"
    var status = stat()
    guard lstat(full, &status) == 0 else { return }
    let isFile = status.st_mode & S_IFMT == S_IFREG
    if isFile { inodes.insert(UInt(status.st_ino)) }
    leaves[path] = Leaf(
      mode: status.st_mode, owner: status.st_uid, group: status.st_gid,
      modified: isFile ? status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec : nil,
      links: isFile ? Int(status.st_nlink) : nil,
      content: isFile ? try Files.read(Array(full.utf8)) : status.st_mode & S_IFMT == S_IFLNK ? Self.target(full) : [])
    for name in Files.names(in: Array(full.utf8)) ?? [] {
      let below =
        path.isEmpty ? String(decoding: name, as: UTF8.self) : "\(path)/\(String(decoding: name, as: UTF8.self))"
      if !excluded.contains(below) { try read(world, below, excluded) }
    }
  }

  private static func target(_ link: String) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = readlink(link, &buffer, buffer.count)
    return Array(buffer.prefix(max(count, 0)))
  }

  /// As `restore` leaves it: by copies, which are files of their own and know only seconds on some hosts.
  var copied: CrashSnapshot {
    var copy = self
    for (path, leaf) in leaves {
      copy.leaves[path]?.links = nil
      copy.leaves[path]?.modified = leaf.modified.map { $0 / 1_000_000_000 }
    }
    return copy
  }

  /// With times in seconds where files are copied, since busybox copies no more of them.
  func coarse(_ isCopied: (String) -> Bool) -> CrashSnapshot {
    var copy = self
    for (path, leaf) in leaves where isCopied(path) {
      copy.leaves[path]?.modified = leaf.modified.map { $0 / 1_000_000_000 }
    }
    return copy
  }

  /// How another one differs, a line for each path; some can be left out.
  func differences(from other: CrashSnapshot, without ignored: Set<String> = []) -> [String] {
    Set(leaves.keys).union(other.leaves.keys).subtracting(ignored).sorted().filter { leaves[$0] != other.leaves[$0] }
      .map { "\($0): \(Self.text(leaves[$0])) instead of \(Self.text(other.leaves[$0]))" }
  }

  private static func text(_ leaf: Leaf?) -> String {
    guard let leaf else { return "nothing" }
    let content = String(decoding: leaf.content, as: UTF8.self).split(separator: "\n").first ?? ""
    return
      "\(String(leaf.mode, radix: 8)) \(leaf.owner):\(leaf.group) \(leaf.links ?? 0) \(leaf.modified ?? 0) '\(content)'"
  }
}
