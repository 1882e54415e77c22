package import Playbook

/// How a checkout is moved from one commit to another.
package struct GitMove: Sendable {
  package let folder: AbsolutePath
  package let commits: CommitPair
  /// The branch that is checked out afterwards; nil for none.
  package let branch: String?
  package let remote: String
  /// By what name the remote has the commit; nil where only its id is known.
  package let ref: String?
  /// Local edits that are put into a stash, as git tells them.
  package let stashed: [String]
  package let stashesEdits: Bool
  package let survey: CommitSurvey

  /// What differs afterwards, as far as it is known.
  package var changedPaths: [AbsolutePath] { survey.range?.files.compactMap { folder.appending($0.path) } ?? [] }

  var verdict: PlannedStep.Verdict {
    switch survey {
    case .range: .change
    case .missing(let id): .unknown("\(CommitPair.short(id)) is not in your clone: git fetch")
    }
  }
}

extension CommitPair {
  /// As many digits as tell commits apart for people.
  package static func short(_ id: String) -> String { String(id.prefix(10)) }
}
