internal import SourceText

/// What lies below a folder of the source folder, without what is left out.
package struct SourceTree: Sendable, Hashable {
  package struct Member: Sendable, Hashable {
    /// Relative to the folder.
    package let path: String
    package let kind: Kind
  }

  package enum Kind: Sendable, Hashable {
    case file
    case folder
    /// A symbolic link, with what it holds.
    case link(to: String)
    /// Something that cannot be copied, and why.
    case unusable(String)
  }

  /// Sorted by name in each folder; a folder comes before what it holds.
  package let members: [Member]

  /// How many files and folders a tree may have: a host's shell goes through those of them that change.
  package static let mostMembers = 200_000

  init(members: [Member]) { self.members = members }

  /// Asks for one folder after the other, by their paths in the tree; what is left out is not entered.
  package init(leavingOut exclusions: Exclusions, _ list: (String) -> FolderListing) {
    var members: [Member] = []
    var waiting = [""]
    while let folder = waiting.popLast() {
      if !folder.isEmpty { members.append(Member(path: folder, kind: .folder)) }
      switch list(folder) {
      case .unreadable(let reason):
        if !folder.isEmpty { members.removeLast() }
        members.append(Member(path: folder, kind: .unusable(reason)))
      case .entries(let entries):
        var folders: [String] = []
        var names: Set<String> = []
        let isPlain = entries.allSatisfy { $0.name.allSatisfy { $0 < 0x80 } }
        for entry in entries.sorted(by: { $0.name.lexicographicallyPrecedes($1.name) }) {
          guard let name = String(validating: entry.name, as: UTF8.self) else {
            let path = Self.path(folder, String(decoding: entry.name, as: UTF8.self))
            members.append(Member(path: path, kind: .unusable("its name is no UTF-8 text")))
            continue
          }
          let path = Self.path(folder, name)
          // Equal to Swift, and two names to a filesystem: `é` can be written in two ways.
          guard isPlain || names.insert(name).inserted else {
            members.append(Member(path: path, kind: .unusable("another file there has this name in other bytes")))
            continue
          }
          guard !exclusions.leaveOut(path, isFolder: entry.kind == .folder) else { continue }
          if entry.kind == .folder { folders.append(path) } else { members.append(Self.member(path, entry.kind)) }
        }
        waiting += folders.reversed()
      }
      if members.count > Self.mostMembers { break }
    }
    self.members = members
  }

  private static func path(_ folder: String, _ name: String) -> String { folder.isEmpty ? name : "\(folder)/\(name)" }

  private static func member(_ path: String, _ kind: FolderListing.Kind) -> Member {
    switch kind {
    case .file: return Member(path: path, kind: .file)
    case .folder: return Member(path: path, kind: .folder)
    case .unusable(let reason): return Member(path: path, kind: .unusable(reason))
    case .link(let target):
      guard let text = String(validating: target, as: UTF8.self), !text.isEmpty else {
        return Member(path: path, kind: .unusable("it is a link that holds no UTF-8 text"))
      }
      // From outside of the tree nobody knows what lies there on the host.
      guard !text.hasPrefix("/"), PathParts("\(parent(of: path))/\(text)") != nil else {
        return Member(path: path, kind: .unusable("it is a link that leads out of the folder, to \(text.shortened)"))
      }
      return Member(path: path, kind: .link(to: text))
    }
  }

  private static func parent(of path: String) -> String {
    let bytes = Array(path.utf8)
    return bytes.lastIndex(of: UInt8(ascii: "/")).map { String(decoding: bytes[..<$0], as: UTF8.self) } ?? ""
  }
}
