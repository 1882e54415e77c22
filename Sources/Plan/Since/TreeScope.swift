package import Playbook

/// What of a folder is copied to one host, where only what has changed is wanted.
package struct TreeScope: Sendable {
  /// What differs from an earlier commit; nil where none is known.
  let changes: TreeChanges?
  /// Everything is copied: what lies on the host is more, or less, than that commit.
  let isWhole: Bool
  /// The folders that hold something now.
  private let folders: Set<String>
  /// Who put the earlier state there.
  let since: String
  /// What it is compared with, or why with nothing, as a plan says it.
  private let words: String
  /// Why nothing can be told.
  let refusal: String?

  private init(
    _ tree: CopyTree, _ changes: TreeChanges? = nil, isWhole: Bool = false, since: String = "", words: String = "",
    refusal: String? = nil
  ) {
    self.changes = changes
    self.isWhole = isWhole
    self.since = since
    self.words = words
    self.refusal = refusal
    folders = Set(tree.content.members.filter { $0.kind == .folder }.map(\.path))
  }

  /// Compares with the commit that is named, or that the host's folder was copied from last.
  package init(
    _ tree: CopyTree, _ since: ChangedSince, root: AbsolutePath, _ facts: Facts, _ history: SourceHistory
  ) {
    switch since.base {
    case .revision(let name):
      guard case .changes(let changes) = history.compare(tree, name) else {
        self.init(tree, refusal: "the repository has no revision '\(name)': bring it here with 'git fetch --tags'")
        return
      }
      let commit = CommitPair.short(changes.commit)
      self.init(tree, changes, since: commit, words: "since \(commit) (\(name))")
    case .last:
      let base = TreeBase(of: TreeOrigin(tree, root: root, history), facts.ledger, facts.history)
      switch base {
      case .nothing: self.init(tree, isWhole: true, words: "no commit was deployed here yet: \(tree.allFiles)")
      case .unclear(let why, let origin):
        var known: TreeChanges?
        if let commit = origin?.commit, case .changes(let changes) = history.compare(tree, commit) { known = changes }
        self.init(tree, known, isWhole: true, since: origin?.run ?? "", words: "\(why): \(tree.allFiles)")
      case .commit(let origin): self.init(tree, origin, facts, history)
      }
    }
  }

  private init(_ tree: CopyTree, _ origin: TreeOrigin, _ facts: Facts, _ history: SourceHistory) {
    let (id, run) = (origin.commit ?? "", origin.run)
    let commit = CommitPair.short(id)
    guard case .changes(let changes) = history.compare(tree, id) else {
      self.init(
        tree,
        refusal: "\(tree.to) has the files of commit \(commit) (run \(run)), which is not in your clone: "
          + "bring it here with 'git fetch', or name a commit in 'changed_since'")
      return
    }
    let time = facts.history.first { $0.run == run }.map { ", \(Timestamp(secondsSinceEpoch: $0.time).readable)" }
    self.init(tree, changes, since: run, words: "since \(commit) (run \(run)\(time ?? ""))")
  }
}

extension TreeScope {
  /// What is left of the folder.
  package func narrow(_ tree: CopyTree) -> CopyTree {
    isWhole ? tree : tree.keeping(Set((changes?.changed ?? [:]).keys))
  }

  /// What a plan says of it, where so many of the files that went are removed.
  func words(removing removed: Int) -> String {
    guard let changes, refusal == nil else { return words }
    if isWhole { return words + (removed > 0 ? ", \(removed) removed" : "") }
    let changed = changes.changed.count
    var parts: [String] = []
    if changed > 0 { parts.append("\(changed) \(changed == 1 ? "file" : "files") changed") }
    if removed > 0 { parts.append("\(removed)\(changed > 0 ? "" : removed == 1 ? " file" : " files") removed") }
    return "\(words): " + (parts.isEmpty ? "no file changed" : parts.joined(separator: ", "))
  }

  /// What went since an earlier commit.
  var removed: [String: TreeChanges.Before] { changes?.removed ?? [:] }

  /// The folders where the earlier commit has links.
  var supplanted: [String] { changes?.supplanted.sorted() ?? [] }

  /// The folders that have lost a file and are not wanted any more, each before what it holds.
  var goneFolders: [String] {
    var gone: Set<String> = []
    for path in removed.keys {
      var names = path.split(separator: "/").dropLast()
      while !names.isEmpty, gone.insert(names.joined(separator: "/")).inserted { names.removeLast() }
    }
    return gone.subtracting(folders).sorted()
  }
}

/// What a folder that is copied is known by.
package struct TreeKey: Sendable, Hashable {
  let from: String
  let to: AbsolutePath
  /// Two steps may copy different files of the same folder.
  let exclusions: Exclusions

  package init(_ tree: CopyTree) { (from, to, exclusions) = (tree.from, tree.to, tree.exclusions) }
}

extension CopyTree {
  fileprivate var allFiles: String {
    let count = content.members.count { $0.kind == .file }
    return "all \(count) \(count == 1 ? "file" : "files")"
  }
}
