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
  /// How many commits of the branch may be nowhere else.
  let ownCommits: Int

  /// What differs afterwards, as far as it is known.
  package var changedPaths: [AbsolutePath] { survey.range?.files.compactMap { folder.appending($0.path) } ?? [] }

  private var doubt: String {
    guard ownCommits > 0 else { return "" }
    let commits = ownCommits == 1 ? "a commit" : "\(ownCommits) commits"
    return "; and \(branch ?? "it") has \(commits) there that '\(remote)' was not seen to have: "
      + "if that was not pushed, a deploy is refused"
  }

  /// What was not there before.
  var newPaths: [AbsolutePath] { survey.range?.arrivals(in: folder) ?? [] }

  var verdict: PlannedStep.Verdict {
    switch survey {
    case .range: .change
    case .unreadable(let reason): .unknown("what changes: \(reason)\(doubt)")
    case .missing(let id): .unknown("\(CommitPair.short(id)) is not in your clone: git fetch\(doubt)")
    }
  }
}

extension CommitPair {
  /// As many digits as tell commits apart for people.
  package static func short(_ id: String) -> String { String(id.prefix(10)) }
}
