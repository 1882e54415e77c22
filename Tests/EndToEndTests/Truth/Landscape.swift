import Crypto
import Glibc
import TestSupport

/// All that lies in a host's folder, by path: kind, mode, owner, and what it holds.
struct Landscape: Equatable {
  struct Sight: Equatable {
    var kind: String
    var mode: String
    var owner: Int
    var group: Int
    /// The hash of a file, what a link holds; nil for a folder, and for what nobody may know.
    var content: String?
  }

  var sights: [String: Sight]

  /// What a deploy may change only by its playbook.
  static func read(_ server: Server) throws -> Tree {
    try Tree(server.folder, without: ["root/backups", "home", "state"])
  }

  init(_ tree: Tree) {
    sights = Dictionary(
      uniqueKeysWithValues: tree.leaves.map { leaf in
        let kind = leaf.mode & S_IFMT
        let isFile = kind == S_IFREG
        let isLink = kind == S_IFLNK
        let sight = Sight(
          kind: isFile ? "file" : isLink ? "link" : "folder", mode: isLink ? "" : Self.octal(leaf.mode & 0o7777),
          owner: isLink ? 0 : Int(leaf.owner), group: isLink ? 0 : Int(leaf.group),
          content: isFile
            ? SHA256Digest(of: leaf.content).description
            : isLink ? String(decoding: leaf.content, as: UTF8.self) : nil)
        return (String(decoding: leaf.path, as: UTF8.self), sight)
      })
  }

  private static func octal(_ bits: UInt32) -> String {
    let digits = String(bits, radix: 8)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }

  /// Each path where this one is not as the other, which holds no secret contents.
  func differences(from other: Landscape, without folder: String) -> [String] {
    Set(sights.keys).union(other.sights.keys).sorted().compactMap { path in
      if path.hasPrefix(folder) { return nil }
      var (one, two) = (sights[path], other.sights[path])
      if one?.kind == "file", two?.kind == "file", one?.content == nil || two?.content == nil {
        one?.content = nil
        two?.content = nil
      }
      return one == two ? nil : "\(path): predicted \(Self.words(one)), found \(Self.words(two))"
    }
  }

  private static func words(_ sight: Sight?) -> String {
    guard let sight else { return "nothing" }
    return "\(sight.kind) \(sight.mode) \(sight.owner):\(sight.group) \(sight.content ?? "")"
  }
}
