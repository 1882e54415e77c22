package import Playbook

/// A git checkout that is asked where it stands, and its remote what it has.
package struct CheckoutQuestion: Sendable, Hashable {
  package let folder: AbsolutePath
  package let remote: String
  package let goal: GitGoal

  package init(folder: AbsolutePath, remote: String, goal: GitGoal) {
    self.folder = folder
    self.remote = remote
    self.goal = goal
  }
}

/// What was found at the folder of a checkout.
package enum CheckoutFacts: Sendable, Hashable {
  /// Nothing lies there.
  case absent
  /// The account may not enter it.
  case closed
  /// It is no checkout.
  case none
  /// A repository without files.
  case bare
  /// A folder of a checkout that begins above it.
  case inside
  /// It belongs to another account, and git does not trust it.
  case foreign(owner: Int?)
  case found(Checkout)
}

/// Where a checkout stands, and what its remote has.
package struct Checkout: Sendable, Hashable {
  package enum Remote: Sendable, Hashable {
    /// It was not asked, since nothing of it is needed yet.
    case unasked
    /// The checkout has no remote of that name.
    case absent
    case late
    case failed(String)
    case answered([String: String])
  }

  /// Nil before the first commit.
  package var head: String?
  /// Nil where no branch is checked out.
  package var branch: String?
  /// Where the branch of that name stands; nil if there is none.
  package var local: String?
  /// How many commits of that branch its remote was not seen to have.
  package var ownCommits = 0
  /// What keeps it from being moved, as git's own words.
  package var obstacles: [String] = []
  /// Files that are not as the commit has them, as git tells them: ` M src/a.py`.
  package var edits: [String] = []
  /// Files that git was told not to look at, by their paths in it, and how: `skip-worktree` or `assume-unchanged`.
  package var flags: [String: String] = [:]
  package var remote = Remote.unasked
  /// True if the commit that was asked for is there already.
  package var hasCommit = false

  package init() {}
}

/// Two commits, by their ids.
package struct CommitPair: Sendable, Hashable {
  package let from: String
  package let to: String

  package init(from: String, to: String) {
    self.from = from
    self.to = to
  }
}

/// What lies between two commits.
package struct CommitRange: Sendable {
  package struct File: Sendable, Hashable {
    /// `A`, `M`, `D` or `T`, as git says it.
    package let change: Character
    /// Below the checkout.
    package let path: String

    package init(change: Character, path: String) {
      self.change = change
      self.path = path
    }
  }

  /// The first lines of what was said of the two.
  package let subjects: (from: String, to: String)
  /// How many commits the second one has and the first one has not.
  package let count: Int
  /// True where the second one has all that the first one has.
  package let isForward: Bool
  package let files: [File]

  package init(subjects: (from: String, to: String), count: Int, isForward: Bool, files: [File]) {
    self.subjects = subjects
    self.count = count
    self.isForward = isForward
    self.files = files
  }
}

extension CommitRange {
  /// The files that the first commit has not.
  func arrivals(in folder: AbsolutePath) -> [AbsolutePath] {
    files.filter { $0.change == "A" }.compactMap { folder.appending($0.path) }
  }
}

/// What the clone of this machine knows of two commits.
package enum CommitSurvey: Sendable {
  case range(CommitRange)
  /// The commit of this id is not there.
  case missing(String)
  /// There is no clone, or none that may be read.
  case unreadable(String)

  package var range: CommitRange? { if case .range(let range) = self { range } else { nil } }
}
