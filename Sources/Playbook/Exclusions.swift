internal import SourceText

/// What is left out of a folder that is copied: its own patterns, and what no deploy is about.
package struct Exclusions: Sendable, Hashable {
  package let patterns: [PathPattern]

  package static let none = Exclusions(patterns: [])

  /// The history of the project is none of the host's business, and a checkout there is not ours to change.
  private static let never = ".git"
  private static let neverBelow = Array("/.git".utf8)

  /// True for a path of the folder that a pattern means; what lies below it goes with it.
  package func leaveOut(_ path: String, isFolder: Bool) -> Bool {
    if path == Self.never || path.utf8.suffix(Self.neverBelow.count).elementsEqual(Self.neverBelow) { return true }
    guard !patterns.isEmpty else { return false }
    let names = path.split(separator: "/").map(String.init)
    return patterns.contains { $0.matches(names[...], isFolder: isFolder) }
  }

  /// True for a path of which not all folders above are known to be copied.
  package func leaveOutAnything(of path: String, isFolder: Bool) -> Bool {
    let names = path.split(separator: "/").map(String.init)
    if names.contains(Self.never) { return true }
    guard !patterns.isEmpty else { return false }
    return names.indices.contains { last in
      let part = names[...last]
      return patterns.contains { $0.matches(part, isFolder: isFolder || last < names.count - 1) }
    }
  }
}

/// A pattern over paths of a folder: `*.pyc` at any depth, `docs/*.md` from the folder on, `build/` for folders only.
package struct PathPattern: Sendable, Hashable {
  private enum Part: Sendable {
    /// `**`: any number of folders.
    case anyDepth
    case name(String)
    case glob(GlobPattern)
  }

  /// As it was written.
  package let text: String
  private let parts: [Part]
  private let isForFoldersOnly: Bool

  init(_ text: String) throws(Malformed) {
    self.text = text
    if text.hasPrefix("!") {
      throw Malformed("'\(text.shortened)' would take something back", hint: "name only what is left out")
    }
    isForFoldersOnly = text.hasSuffix("/")
    let names = text.split(separator: "/").map(String.init)
    guard !names.isEmpty, !names.contains("."), !names.contains("..") else {
      throw Malformed(
        "'\(text.shortened)' is no pattern for what lies in the folder", hint: "such as '*.pyc' or 'tmp/'")
    }
    let isAnchored = names.count > 1 || text.hasPrefix("/")
    var parts: [Part] = isAnchored ? [] : [.anyDepth]
    for name in names {
      if name == "**" {
        parts.append(.anyDepth)
      } else if let glob = GlobPattern(name) {
        parts.append(.glob(glob))
      } else {
        guard !name.contains("[") else {
          throw Malformed("'[' without its ']' in '\(text.shortened)'", hint: "write [[] for the character itself")
        }
        parts.append(.name(name))
      }
    }
    self.parts = parts
  }

  package static func == (left: PathPattern, right: PathPattern) -> Bool { left.text == right.text }
  package func hash(into hasher: inout Hasher) { hasher.combine(text) }

  func matches(_ names: ArraySlice<String>, isFolder: Bool) -> Bool {
    isFolder || !isForFoldersOnly ? Self.match(parts[...], names) : false
  }

  private static func match(_ parts: ArraySlice<Part>, _ names: ArraySlice<String>) -> Bool {
    guard let part = parts.first else { return names.isEmpty }
    let rest = parts.dropFirst()
    switch part {
    case .anyDepth:
      // `build/**` is what lies in the folder, not the folder.
      if rest.isEmpty { return !names.isEmpty }
      return (names.startIndex...names.endIndex).contains { match(rest, names[$0...]) }
    case .name(let name): return names.first == name && match(rest, names.dropFirst())
    case .glob(let glob): return names.first.map(glob.matches) == true && match(rest, names.dropFirst())
    }
  }
}
