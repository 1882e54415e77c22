internal import Diff
internal import Playbook

/// What a copy of what has changed does beside its files: what went since, and what is expected to lie there.
extension CopyStep {
  /// The scopes of its folders, where they were found out.
  func scopes(_ facts: Facts) -> [(tree: CopyTree, scope: TreeScope)] {
    trees.compactMap { tree in facts.scopes[TreeKey(tree)].map { (tree, $0) } }
  }

  func askRemovals(_ questions: inout Questions) {
    for tree in trees {
      guard let scope = questions.scope(of: tree) else { continue }
      let folder = questions.real(tree.to)
      for path in scope.removed.keys { questions.ask(file: folder.joining(path), wanted: nil) }
      for path in scope.goneFolders where !scope.goneFolders.contains(where: { path.hasPrefix("\($0)/") }) {
        let gone = folder.joining(path)
        questions.ask(folder: gone)
        questions.ask(tree: gone) { _ in false }
      }
    }
  }

  /// Files that went, and folders that hold nothing without them.
  func planRemovals(_ tree: CopyTree, _ scope: TreeScope, _ draft: Draft) throws(Refusal) -> [Entry] {
    let folder = draft.real(tree.to)
    let others = OtherPaths(than: self, in: draft)
    for path in scope.supplanted.map(tree.destination) {
      let home = draft.realHome(of: path)
      // Everything in it would be written to where the link leads.
      guard draft.real(path) == home, !draft.state(draft.path(home)).isLink else {
        throw Refusal("\(path) is a symbolic link on the host, and a folder since \(scope.since): move it away")
      }
    }
    var entries: [Entry] = []
    var gone: Set<EntryPath> = []
    for path in scope.removed(below: folder, besides: others, draft) {
      let place = folder.joining(path)
      for above in place.parent.andAncestors(upTo: folder) where draft.state(draft.path(above)).isLink {
        throw Refusal(draft.facts.reasonAgainst(link: above, to: place, in: draft.target))
      }
      if case .directory = draft.state(draft.path(place)) {
        throw Refusal("\(place) is a folder on the host, and a file that went since \(scope.since): move it away")
      }
      gone.insert(draft.path(place))
      for entry in try draft.removal(of: draft.path(place)) {
        let before = scope.isWhole ? nil : scope.removed[path]
        entries.append(entry.drifting(draft.facts.drift(of: entry, from: before, since: scope.since)))
      }
    }
    let folders = scope.goneFolders.map { draft.path(folder.joining($0)) }
    guard !folders.isEmpty else { return entries }
    let kept = others.folders
    let listings = scope.goneFolders.compactMap { path in
      draft.facts.trees[folder.joining(path)].map { (draft.path(folder.joining(path)), $0) }
    }
    let listed = listings.flatMap { folder, listing in listing.paths(below: folder) }
    let emptied = gone.union(folders)
    for path in folders where !kept.contains(path) {
      guard case .directory? = draft.facts.observations[path]?.state,
        listings.contains(where: { $0.0 == path || path.relative(to: $0.0) != nil }),
        listed.allSatisfy({ $0.relative(to: path) == nil || emptied.contains($0) })
      else { continue }
      entries += try draft.removal(of: path)
    }
    return entries
  }

  /// What the earlier commit has at each path that is changed.
  func expectations(_ facts: Facts) -> [AbsolutePath: TreeExpectation] {
    scopes(facts).reduce(into: [:]) { found, item in
      for (path, before) in item.scope.changes?.changed ?? [:] {
        found[item.tree.destination(path)] = TreeExpectation(
          before: before, since: item.scope.since, isCertain: !item.scope.isWhole)
      }
    }
  }

  /// What a plan says of where the changes come from.
  func sinceWords(_ draft: Draft) -> String? {
    let scopes = scopes(draft.facts)
    if scopes.isEmpty { return nil }
    let others = OtherPaths(than: self, in: draft)
    return scopes.map { tree, scope in
      scope.words(removing: scope.removed(below: draft.real(tree.to), besides: others, draft).count)
    }.joined(separator: "; ")
  }
}

extension TreeScope {
  /// What went: what moved to another step is that step's.
  fileprivate func removed(below folder: AbsolutePath, besides others: OtherPaths, _ draft: Draft) -> [String] {
    removed.keys.filter { !others.write(draft.path(folder.joining($0))) }.sorted()
  }
}

/// What is expected at a path, since an earlier commit has it.
struct TreeExpectation {
  let before: TreeChanges.Before
  /// Who put it there.
  let since: String
  /// It lies there, if nobody changed it.
  let isCertain: Bool

  /// True where the earlier commit has a link, which the file takes the place of.
  var isLink: Bool { if case .link = before { true } else { false } }
}

extension Facts {
  /// How the state of a path differs from what an earlier commit has there, where no run of ours changed it since.
  func drift(of entry: Entry, from before: TreeChanges.Before?, since run: String) -> Drift? {
    if let drift = entry.drift { return drift }
    guard let before, ledger[entry.path] == nil, !before.isSame(as: entry.old) else { return nil }
    let then: [UInt8]? = if case .absent = before { [] } else { before.file?.bytes }
    let now: [UInt8]? = entry.old == .absent ? [] : contents[entry.path]
    return Drift(run: run, diff: UnifiedDiff.ofText(old: then, new: now))
  }
}

extension StepKind {
  /// Where earlier commits have links.
  func formerLinks(_ scopes: [TreeKey: TreeScope]) -> Set<AbsolutePath> {
    guard case .copy(let copy) = self else { return [] }
    return copy.trees.reduce(into: []) { links, tree in
      for case (let path, .link) in scopes[TreeKey(tree)]?.changes?.changed ?? [:] {
        links.insert(tree.destination(path))
      }
    }
  }
}
