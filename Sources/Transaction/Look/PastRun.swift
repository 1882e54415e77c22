package import Plan

/// One run of a place, as its history and its set tell of it.
package struct PastRun: Sendable {
  package let name: String
  /// What was said when it ended; nil for one that has not, or that the history does not name.
  package let verdict: HistoryLine?
  /// What became of it, which may be said later: that it was undone.
  package let fate: HistoryLine?
  /// Nil where it was removed.
  package let set: SetSummary?

  package init(name: String, verdict: HistoryLine?, fate: HistoryLine?, set: SetSummary?) {
    self.name = name
    self.verdict = verdict
    self.fate = fate
    self.set = set
  }
}

extension Facts {
  /// All runs that are known, newest first; those without a verdict before the others.
  package var pastRuns: [PastRun] {
    let known = Dictionary(grouping: history, by: \.run)
    let sets = Dictionary(sets.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let open = self.sets.filter { $0.state != .foreign && known[$0.name] == nil }.map(\.name).sorted(by: >)
    var seen: Set<String> = []
    let ended = history.map(\.run).filter { seen.insert($0).inserted }.reversed()
    return (open + ended).map { name in
      PastRun(name: name, verdict: known[name]?.first, fate: known[name]?.last, set: sets[name])
    }
  }

  /// The run that a person means by a whole name, a timestamp or `latest`; also one whose set is gone.
  package func pastRun(_ wanted: String) throws(HostError) -> PastRun {
    try RunID.meant(by: wanted, among: pastRuns, called: "run", \.name)
  }
}

extension [PastRun] {
  /// The runs of one playbook, with the rollbacks that undid some of them.
  package func ofPlaybook(_ name: String) -> [PastRun] {
    let own = filter { RunID($0.name).playbook == name }
    let undoing = Set(own.compactMap { $0.fate?.outcome == .bad ? $0.fate?.by : nil })
    return filter { RunID($0.name).playbook == name || undoing.contains($0.name) }
  }
}
