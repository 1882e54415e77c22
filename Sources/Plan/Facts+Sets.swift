extension Facts {
  /// By their place in the history; sets that it does not name come last.
  package var setsNewestFirst: [SetSummary] {
    let order = Dictionary(history.enumerated().map { ($1.run, $0) }, uniquingKeysWith: { first, _ in first })
    return sets.sorted { left, right in
      let (first, second) = (order[left.name] ?? -1, order[right.name] ?? -1)
      return first != second ? first > second : left.name > right.name
    }
  }

  /// True for the set of a run that is under way.
  package func isAtWork(_ set: SetSummary) -> Bool {
    lock.map { !$0.isStale && $0.run == set.name } ?? false
  }
}
