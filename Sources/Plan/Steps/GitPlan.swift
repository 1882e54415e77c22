package import Playbook

extension GitStep {
  var title: String { "git \(goal.words(remote))" + (place.map { " in \($0)" } ?? "") }

  var question: CheckoutQuestion { CheckoutQuestion(folder: folder, remote: remote, goal: goal) }

  func ask(_ questions: inout Questions) {
    questions.ask(tools: "git")
    questions.ask(question)
  }

  func plan(_ draft: Draft) -> StepOutcome {
    guard draft.facts.tools.contains("git") else { return .refused(["git is not on the host: install it there"]) }
    guard let facts = draft.facts.checkouts[question] else { return .refused(["the host did not tell of \(folder)"]) }
    if draft.facts.assumesRights {
      switch facts {
      case .closed, .foreign: return .unknown("permission: uid \(draft.facts.user) cannot look into \(folder)")
      default: break
      }
    }
    do throws(Refusal) {
      let checkout = try checkout(facts, user: draft.facts.user)
      return try plan(checkout, draft)
    } catch {
      return .refused([error.reason])
    }
  }

  private func checkout(_ facts: CheckoutFacts, user: Int) throws(Refusal) -> Checkout {
    switch facts {
    case .found(let checkout): return checkout
    case .absent: throw Refusal("\(folder) is not there: clone it once by hand, as the account of the run")
    case .closed: throw Refusal("\(folder) cannot be entered by uid \(user)")
    case .none: throw Refusal("\(folder) is no git checkout: clone it once by hand, as the account of the run")
    case .bare: throw Refusal("\(folder) is a bare repository, which has no files to move: name a checkout")
    case .inside: throw Refusal("\(folder) is a folder of a checkout that begins above it: name that with 'path'")
    case .foreign(let owner):
      throw Refusal(
        "\(folder) belongs to uid \(owner.map(String.init) ?? "?"), and git of uid \(user) works in no other account's checkout: "
          + "'become' its owner in the playbook, or on the host: git config --global --add safe.directory \(folder)")
    }
  }

  private func plan(_ checkout: Checkout, _ draft: Draft) throws(Refusal) -> StepOutcome {
    let facts = draft.facts
    if let obstacle = checkout.obstacles.first(where: { !Self.passing.contains($0) }) {
      throw Refusal("\(folder) \(Self.words(obstacle))")
    }
    guard let head = checkout.head else { throw Refusal("\(folder) has no commit yet") }
    let (wanted, ref) = try wanted(checkout)
    if !stashesEdits, !checkout.edits.isEmpty {
      throw Refusal(
        "local edits in \(folder): \(GitMove.list(checkout.edits)): commit them, take them back, or write on_drift: stash"
      )
    }
    var branch: String?
    if case .branch(let name) = goal { branch = name }
    if let local = checkout.local, let branch, local != wanted,
      facts.ranges[CommitPair(from: local, to: wanted)]?.range?.isForward == false
    {
      throw Refusal(
        "the branch \(branch) in \(folder) has commits that \(remote)/\(branch) has not: "
          + "it diverged or was not pushed, and nothing is merged here")
    }
    let isThere = head == wanted && (branch == nil || (checkout.branch == branch && checkout.local == wanted))
    let on = checkout.branch.map { " on \($0)" } ?? ""
    if isThere, checkout.edits.isEmpty { return .ok("at \(CommitPair.short(head))\(on)") }
    if let hindrance = checkout.obstacles.first { throw Refusal("\(folder) \(Self.words(hindrance))") }
    // Where the clone here does not know them, nobody can compare before the host has fetched.
    let isDoubtful =
      branch != nil && checkout.ownCommits > 0
      && checkout.local.map { facts.ranges[CommitPair(from: $0, to: wanted)]?.range == nil } == true
    let commits = CommitPair(from: head, to: wanted)
    let move = GitMove(
      folder: folder, commits: commits, branch: branch, remote: remote, ref: ref, stashed: checkout.edits,
      stashesEdits: stashesEdits, survey: facts.ranges[commits] ?? .missing(wanted),
      ownCommits: isDoubtful ? checkout.ownCommits : 0)
    try refuseOtherSteps(in: draft, changing: move)
    try refuseStrangers(in: facts, where: move)
    try refuseFlagged(in: checkout, changing: move)
    return .move(move)
  }

  /// What lies where the commits bring files, and git does not know.
  private func refuseStrangers(in facts: Facts, where move: GitMove) throws(Refusal) {
    let strange = move.newPaths.filter { path in
      (facts.logs[path.description] ?? .absent) != .absent
        && !move.stashed.contains { $0.hasSuffix(path.relative(to: folder) ?? path.description) }
    }
    guard !strange.isEmpty else { return }
    let names = GitMove.list(strange.map { $0.relative(to: folder) ?? $0.description })
    throw Refusal("files in \(folder) that git does not know would be overwritten: \(names): move them away")
  }

  /// Git looks at such a file neither for edits nor on the way back.
  private func refuseFlagged(in checkout: Checkout, changing move: GitMove) throws(Refusal) {
    for file in move.survey.range?.files ?? [] {
      guard let flag = checkout.flags[file.path] else { continue }
      throw Refusal(
        "the commits change \(file.path), which is marked \(flag) in \(folder): "
          + "git update-index --no-\(flag) \(file.path), there, and settle what it holds")
    }
  }

  /// What git brings, and what another step makes of it, could not be told apart on the way back.
  private func refuseOtherSteps(in draft: Draft, changing move: GitMove) throws(Refusal) {
    let moved = Set(move.changedPaths)
    for step in draft.target.steps where step.exclusion == nil {
      if let both = step.kind.destinations(draft.sources).map(\.file).first(where: moved.contains) {
        throw Refusal("\(both) is changed by the commits and by another step: let one of them do all of it")
      }
      guard case .copy(let copy) = step.kind, copy.mirrors else { continue }
      if let tree = copy.trees.first(where: { $0.to == folder || $0.to.isInside(folder) }) {
        throw Refusal("the mirror \(tree.to) would remove what git brings: leave out its 'delete', or the step")
      }
    }
  }

  /// The commit to move to, and by what name the remote has it.
  private func wanted(_ checkout: Checkout) throws(Refusal) -> (id: String, ref: String?) {
    if case .commit(let id) = goal {
      guard checkout.hasCommit || checkout.remote != .absent else { throw noRemote }
      return (id, nil)
    }
    switch checkout.remote {
    case .absent: throw noRemote
    case .unasked: throw Refusal("'\(remote)' was not asked")
    case .late: throw Refusal("'\(remote)' gave no answer within \(CommandAnswer.seconds) s")
    case .failed(let words): throw Refusal("'\(remote)' of \(folder) \(Self.trouble(words))")
    case .answered(let refs):
      switch goal {
      case .branch(let name):
        if let id = refs["refs/heads/\(name)"] { return (id, "refs/heads/\(name)") }
        throw Refusal("'\(remote)' has no branch \(name)")
      case .tag(let name), .commit(let name):
        if let id = refs["refs/tags/\(name)^{}"] ?? refs["refs/tags/\(name)"] { return (id, "refs/tags/\(name)") }
        if refs["refs/heads/\(name)"] != nil {
          throw Refusal("'\(remote)' has no tag \(name), but a branch: write to: \(remote)/\(name)")
        }
        throw Refusal("'\(remote)' has no tag \(name); a commit needs all digits of its id")
      }
    }
  }

  private var noRemote: Refusal {
    Refusal("\(folder) has no remote '\(remote)': git remote add \(remote) ADDRESS, there")
  }

  /// What git says of an address, in words that lead on.
  private static func trouble(_ words: String) -> String {
    let causes = [
      (
        "Host key verification failed",
        "is a host whose key is not known there: connect to it once as the account of the run"
      ),
      ("Permission denied", "takes no key of the account of the run: give it a deploy key"),
      (
        "could not read Username",
        "wants a user and a password, and nobody is there to be asked: give it a credential helper or a deploy key"
      ),
      ("Authentication failed", "does not take the user and password that it was given"),
      ("Could not resolve host", "is a host that has no address there"),
      ("does not appear to be a git repository", "is no git repository, or is not there"),
      ("not found", "is not there, or not for this account"),
    ]
    let cause = causes.first { words.contains($0.0) }?.1 ?? "cannot be asked"
    return "\(cause) (\(words.split(separator: " ").joined(separator: " ")))"
  }

  /// Obstacles that are none where nothing is moved.
  private static let passing: Set = ["unmerged", "intent", "lock", "lonely"]

  private static func words(_ obstacle: String) -> String {
    switch obstacle {
    case "shallow": "is a shallow clone, whose history has an end: git fetch --unshallow, there"
    case "partial": "is a partial clone, which has not all files: clone it whole"
    case "sparse": "is a sparse checkout, which has not all files: git sparse-checkout disable, there"
    case "unmerged": "has files in conflict: settle them there, and git add"
    case "intent": "has files of 'git add -N', which cannot be put into a stash: git add or git reset them, there"
    case "lock": "has another git at work: .git/index.lock is there; wait, or remove it if that git died"
    case "lonely": "is at a commit that is on no branch and would be lost: git branch NAME, there"
    case "submodules": "has submodules, which are not moved with a checkout"
    default: "is in the middle of a \(obstacle): finish it or take it back there"
    }
  }
}

extension GitGoal {
  func words(_ remote: String) -> String {
    switch self {
    case .branch(let name): "\(remote)/\(name)"
    case .tag(let name): name
    case .commit(let id): CommitPair.short(id)
    }
  }
}

extension GitMove {
  /// The first lines of git, in one.
  package static func list(_ lines: [String]) -> String {
    let shown = lines.prefix(5).map { $0.drop { $0 == " " } }.joined(separator: ", ")
    return lines.count > 5 ? "\(shown) and \(lines.count > 20 ? "many" : "\(lines.count - 5)") more" : shown
  }
}

extension Facts {
  /// The pairs of commits of which a plan wants to know what lies between.
  package func wantedRanges(_ target: Target) -> [CommitPair] {
    target.steps.flatMap { step -> [CommitPair] in
      guard case .git(let git) = step.kind, case .found(let checkout)? = checkouts[git.question] else { return [] }
      guard let wanted = git.idWanted(of: checkout) else { return [] }
      return [checkout.head, checkout.local].compactMap { $0 }.map { CommitPair(from: $0, to: wanted) }
    }
  }
}

extension Facts {
  /// What the commits bring that was not there: whether something lies at these paths is asked before a plan is made.
  package func arrivals(_ target: Target) -> [AbsolutePath] {
    target.steps.flatMap { step -> [AbsolutePath] in
      guard step.exclusion == nil, case .git(let git) = step.kind, case .found(let checkout)? = checkouts[git.question],
        let head = checkout.head, let wanted = git.idWanted(of: checkout),
        let range = ranges[CommitPair(from: head, to: wanted)]?.range
      else { return [] }
      return range.arrivals(in: git.folder).prefix(Questions.mostArrivals).map { $0 }
    }
  }
}

extension GitStep {
  fileprivate func idWanted(of checkout: Checkout) -> String? {
    do throws(Refusal) {
      return try wanted(checkout).id
    } catch {
      return nil
    }
  }
}
