package import Plan

/// A path that a look asks for, in the words of an `entry`.
package struct LookPath: Sendable, Hashable {
  /// `files`, `system`, or another folder of a set; `.` for the set itself.
  package let tree: [UInt8]
  package let folder: [UInt8]
  package let name: [UInt8]

  package init(_ path: EntryPath) {
    self.init(tree: Array(path.tree.rawValue.utf8), folder: path.folder, name: path.name)
  }

  /// A file of a set, or in one of its folders.
  package init(_ name: [UInt8], in folder: String = ".") {
    self.init(tree: Array(folder.utf8), folder: [UInt8(ascii: ".")], name: name)
  }

  private init(tree: [UInt8], folder: [UInt8], name: [UInt8]) {
    self.tree = tree
    self.folder = folder
    self.name = name
  }

  /// The components of the path below the folder of a set; nil if it would lead out of there.
  package var components: [[UInt8]]? {
    let slash = UInt8(ascii: "/")
    var parts: [[UInt8]] = []
    if tree != Self.here { parts.append(tree) }
    if folder != Self.here { parts += folder.split(separator: slash, omittingEmptySubsequences: false).map(Array.init) }
    // What lies in `/` itself has an empty folder.
    if folder.isEmpty { parts.removeLast() }
    parts.append(name)
    let isSafe = parts.allSatisfy { part in
      !part.isEmpty && part != Self.here && part != Self.above && !part.contains(slash) && !part.contains(0)
    }
    return isSafe ? parts : nil
  }

  private static let here = [UInt8(ascii: ".")]
  private static let above = Array("..".utf8)
}

/// Where the paths of a look begin.
package enum LookBase: Sendable, Hashable {
  case live
  /// A folder that holds the trees of a set.
  case folder([UInt8])

  var word: ShellWord {
    switch self {
    case .live: "live"
    case .folder(let path): ShellWord(path)
    }
  }
}
