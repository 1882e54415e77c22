internal import Playbook

/// What of a folder differs from what an earlier commit has there.
package struct TreeChanges: Sendable {
  /// What the earlier commit has at a path.
  package enum Before: Sendable {
    case absent
    case file(SourceFile)
    case link(to: String)
    /// It cannot be had: git-lfs has it, for example.
    case unknown
  }

  /// The whole id of that commit.
  package let commit: String
  /// The files and links that are new or others, by their paths in the folder.
  package let changed: [String: Before]
  /// Those that are there no more.
  package let removed: [String: Before]
  /// The folders where it has links.
  package let supplanted: Set<String>

  package init(commit: String, changed: [String: Before], removed: [String: Before], supplanted: Set<String>) {
    self.commit = commit
    self.changed = changed
    self.removed = removed
    self.supplanted = supplanted
  }
}

package enum TreeComparison: Sendable {
  case changes(TreeChanges)
  /// The clone of this machine does not have that commit.
  case missing
}

extension TreeChanges.Before {
  /// True where a host has what the commit had, as far as that is known.
  func isSame(as state: FileState) -> Bool {
    switch (self, state) {
    case (.unknown, _), (.absent, .absent): true
    case (.file(let source), .file(_, _, let hash, _)): source.hash == hash
    case (.link(let target), .link(let found?)): Array(target.utf8) == found
    default: false
    }
  }

  /// True where git changed whether the file is a program; nil where it did not.
  func turnsExecutable(_ source: SourceFile) -> Bool? {
    guard let file, file.isExecutable != source.isExecutable else { return nil }
    return source.isExecutable
  }

  var file: SourceFile? { if case .file(let source) = self { source } else { nil } }
}
