package import Plan

/// Which runs a rollback undoes.
package struct RollbackChoice: Sendable {
  /// From the oldest to the newest, in the order in which they were committed.
  package let runs: [RunID]
  /// Those of them that count as good until now, or that are stuck: what is settled by undoing them.
  package let settled: [RunID]
  /// Those of them that could neither commit nor revert.
  package let stuck: [RunID]
  /// The run of the same playbook before, if it is still there: its gates describe the state to return to.
  package let previous: RunID?
  /// Committed later and left as they are, since only one run is to be undone.
  package let later: [RunID]

  package init(_ wanted: String, isOnly: Bool, facts: Facts) throws(HostError) {
    var committed: [RunID] = []
    var outcomes: [String: HistoryLine.Outcome] = [:]
    for line in facts.history {
      if line.outcome == .good, outcomes[line.run] == nil { committed.append(RunID(line.run)) }
      outcomes[line.run] = line.outcome
    }
    // A stuck run keeps every later one away, so it comes last.
    let stuck = facts.sets.filter { $0.state == .stuck }.map { RunID($0.name) }
    let order = committed + stuck
    let start = try Self.start(wanted, committed, stuck, facts.sets)
    let present = Set(facts.sets.map(\.name))
    let affected = isOnly ? order[start...start] : order[start...]
    if let lost = affected.first(where: { !present.contains($0.name) }) {
      throw HostError("the backup set \(lost) is gone, so what it saved cannot be put back")
    }
    runs = Array(affected)
    previous = order[..<start].last { run in
      run.playbook == order[start].playbook && present.contains(run.name)
    }
    self.stuck = runs.filter(stuck.contains)
    settled = runs.filter { outcomes[$0.name] == .good || stuck.contains($0) }
    later = isOnly ? Array(order[(start + 1)...]) : []
  }

  /// The folder made by hand that a person means, if it is not a run.
  package static func foreignFolder(_ wanted: String, facts: Facts) throws(HostError) -> String? {
    if facts.history.contains(where: { RunID($0.run).isNamed(by: wanted) }) { return nil }
    let matches = facts.sets.filter { RunID($0.name).isNamed(by: wanted) }
    guard !matches.isEmpty, matches.allSatisfy({ $0.state == .foreign }) else { return nil }
    guard matches.count == 1 else {
      let names = matches.map(\.name).joined(separator: ", ")
      throw HostError("'\(wanted)' can mean \(names)", hint: "give the whole name")
    }
    return matches[0].name
  }

  private static func start(
    _ wanted: String, _ committed: [RunID], _ stuck: [RunID], _ sets: [SetSummary]
  ) throws(HostError) -> Int {
    let order = committed + stuck
    guard !order.isEmpty else { throw HostError("no run was committed here, so there is nothing to roll back") }
    if wanted == "latest" { return max(committed.count, 1) - 1 }
    let matches = order.indices.filter { order[$0].isNamed(by: wanted) }
    if let match = matches.first, matches.count == 1 { return match }
    if matches.count > 1 {
      let names = matches.map { order[$0].name }.joined(separator: ", ")
      throw HostError("'\(wanted)' can mean \(names)", hint: "give the whole name")
    }
    let newest = "the newest runs here: \(committed.suffix(5).reversed().map(\.name).joined(separator: ", "))"
    guard let set = sets.first(where: { RunID($0.name).isNamed(by: wanted) }) else {
      throw HostError("there is no run '\(wanted)' here", hint: newest)
    }
    switch set.state {
    case .reverted: throw HostError("\(set.name) was reverted, so there is nothing to undo", hint: newest)
    default: throw HostError("\(set.name) was not committed: it is \(set.state.rawValue)", hint: newest)
    }
  }
}
