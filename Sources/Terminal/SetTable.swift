package import Plan
internal import SourceText

/// The backup sets of a host as a table, newest first.
package enum SetTable {
  package static func lines(_ facts: Facts, _ style: Style) -> [String] {
    let outcomes = Dictionary(facts.history.map { ($0.run, $0) }, uniquingKeysWith: { $1 })
    let order = Dictionary(
      facts.history.enumerated().map { ($1.run, $0) }, uniquingKeysWith: { first, _ in first })
    let sets = facts.sets.sorted { left, right in
      let (first, second) = (order[left.name] ?? -1, order[right.name] ?? -1)
      return first != second ? first > second : left.name > right.name
    }
    let width = sets.map(\.name.count).max() ?? 0
    return sets.map { set in
      let padding = String(repeating: " ", count: width - set.name.count)
      return "\(set.name.terminalSafe)\(padding)  \(words(set, outcomes[set.name], facts.lock, style))"
    }
  }

  private static func words(_ set: SetSummary, _ line: HistoryLine?, _ lock: Lock?, _ style: Style) -> String {
    if let lock, !lock.isStale, lock.run == set.name {
      return style.text(set.state.rawValue, .change) + "  at work now"
    }
    if set.state == .foreign { return style.text("foreign", .faint) + "  not made by deployctl" }
    if set.needsRecovery { return style.text(set.state.rawValue, .bad) + "  needs recovery" }
    switch line?.outcome {
    case .good: return style.text("good", .good) + "  by \(line?.by.terminalSafe ?? "")"
    case .bad: return style.text("bad", .bad) + "  undone by \(line?.by.terminalSafe ?? "")"
    case .restored: return "restored by hand"
    case .reverted: return style.text("reverted", .change) + "  by \(line?.by.terminalSafe ?? "")"
    case .stuck, nil: return set.state.rawValue
    }
  }
}
