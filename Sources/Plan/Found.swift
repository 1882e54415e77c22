package import Playbook

/// What earlier rounds of the same probe found.
package struct Found: Sendable {
  /// What stands for what when paths behind links are looked at.
  package var redirections: [AbsolutePath: AbsolutePath] = [:]
  /// What lies in folders that were asked for as a whole.
  package var trees: [AbsolutePath: Facts.Listing] = [:]
  /// What was told in lists.
  package var surveyed: [TreeKey: SurveyedTree] = [:]
  /// What of folders has changed since the commit that was deployed there.
  package var scopes: [TreeKey: TreeScope] = [:]

  package init() {}

  /// Takes what a further round found.
  package mutating func add(_ facts: Facts, for target: Target, _ sources: Sources) {
    trees.merge(facts.trees) { before, _ in before }
    guard !facts.surveys.isEmpty else { return }
    for step in target.steps where step.exclusion == nil {
      guard case .copy(let copy) = step.kind else { continue }
      for tree in copy.trees {
        let key = TreeKey(tree)
        // What lies behind a link that was found meanwhile is asked about anew.
        let folder = redirections[tree.to] ?? tree.to
        guard surveyed[key] == nil,
          let survey = facts.surveys.first(where: { $0.question.tree == key && $0.question.folder == folder })
        else { continue }
        surveyed[key] = SurveyedTree(tree, of: copy, by: survey, scopes[key], facts, sources, root: target.root)
      }
    }
  }
}

extension Facts {
  /// Adds what is known to be as wanted, and was not asked about again.
  ///
  /// Where nothing that was asked about by itself has a second name, files that stay as they are concern nobody else, and are
  /// not gone through one by one.
  package mutating func add(_ trees: [TreeKey: SurveyedTree], below root: AbsolutePath) {
    let isPlain = !mayShareFiles
    if isPlain { settled = trees.mapValues(\.settled) }
    surveys = []
    for tree in trees.values {
      let seen = tree.observations(below: root) { state in
        if case .file = state { !isPlain } else { true }
      }
      observations.reserveCapacity(observations.count + seen.count)
      for (path, observation) in seen where observations[path] == nil { observations[path] = observation }
    }
  }
}
