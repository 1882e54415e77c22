package import Playbook

/// What a folder of the host was copied from by a run that committed.
package struct TreeOrigin: Sendable, Hashable {
  package let path: EntryPath
  /// Nil where no commit has the files as they were.
  package let commit: String?
  package var run: String
  /// The folder, from the top of its repository.
  package let from: String
  /// The patterns of what was left out.
  package let exclusions: [String]

  package init(path: EntryPath, commit: String?, run: String = "", from: String, exclusions: [String]) {
    self.path = path
    self.commit = commit
    self.run = run
    self.from = from
    self.exclusions = exclusions
  }

  /// What a run makes of a folder.
  init(_ tree: CopyTree, root: AbsolutePath, _ history: SourceHistory) {
    self.init(
      path: EntryPath(tree.to, root: root), commit: history.commit, from: history.folder + tree.from,
      exclusions: tree.exclusions.patterns.map(\.text))
  }
}

/// What the repository of this machine knows of the sources of a playbook.
package struct SourceHistory: Sendable {
  /// The commit that has all of them as they are; nil where none has.
  package let commit: String?
  /// Where the source folder lies in the repository: empty, or with a slash at its end.
  package let folder: String
  /// What of a folder differs from what a revision has there.
  package let compare: @Sendable (CopyTree, _ revision: String) -> TreeComparison

  package init(
    commit: String?, folder: String, compare: @escaping @Sendable (CopyTree, _ revision: String) -> TreeComparison
  ) {
    self.commit = commit
    self.folder = folder
    self.compare = compare
  }

  package static let none = SourceHistory(commit: nil, folder: "") { _, _ in .missing }
}

extension Plan {
  /// What its folders will have been copied from.
  package func origins(_ history: SourceHistory) -> [TreeOrigin] {
    zip(target.steps, steps).flatMap { step, planned -> [TreeOrigin] in
      guard case .copy(let copy) = step.kind else { return [] }
      switch planned.verdict {
      case .ok, .change: return copy.trees.map { TreeOrigin($0, root: target.root, history) }
      case .unknown, .owed, .skipped, .refused: return []
      }
    }
  }
}
