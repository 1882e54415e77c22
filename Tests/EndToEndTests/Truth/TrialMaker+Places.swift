import TestSupport

/// Where steps write, and what they leave there.
extension TrialMaker {
  /// How a playbook names a path.
  func spelled(_ path: String) -> String {
    path.hasPrefix(Self.root)
      ? String(path.dropFirst(Self.root.utf8.count)) : "${outside}/\(path.dropFirst(Self.outer.utf8.count))"
  }

  func isFree(_ path: String) -> Bool { !written.contains(path) && !patched.contains(path) && !busy.contains(path) }

  /// Notes that a step writes there.
  mutating func claim(_ path: String) {
    written.insert(path)
    var folder = Self.parent(path)
    while !folder.isEmpty {
      busy.insert(folder)
      folder = Self.parent(folder)
    }
  }

  func isFolder(_ path: String) -> Bool { tree[path]?.kind == .folder }

  /// Files that lie there and nobody wrote yet.
  func files(_ isWanted: (TrialItem) -> Bool = { _ in true }) -> [TrialItem] {
    tree.values.filter { item in
      if case .file = item.kind { isFree(item.path) && isWanted(item) } else { false }
    }.sorted { $0.path < $1.path }
  }

  /// Where a file could be made: in a folder that is there, or in new ones.
  mutating func newPath(_ suffix: String = ".txt") -> String {
    let folders = tree.values.filter { $0.kind == .folder && !$0.path.hasSuffix("/side") && !written.contains($0.path) }
      .map(\.path).sorted()
    var folder = random.chance(20) || folders.isEmpty ? "root" : random.pick(folders)
    if random.chance(25) { folder += "/new \(random.word())" }
    if random.chance(10) { folder += "/deep" }
    return "\(folder)/\(random.word())\(suffix)"
  }

  /// Makes what a step makes there, with the folders it needs.
  mutating func place(_ item: TrialItem) {
    var folder = Self.parent(item.path)
    while folder.contains("/"), tree[folder] == nil {
      tree[folder] = TrialItem(folder, .folder)
      folder = Self.parent(folder)
    }
    tree[item.path] = item
    claim(item.path)
  }
}
