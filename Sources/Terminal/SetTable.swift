package import Plan
internal import SourceText

/// The backup sets of a host as a table, newest first.
package enum SetTable {
  package static func lines(_ facts: Facts, _ style: Style) -> [String] {
    let outcomes = Dictionary(facts.history.map { ($0.run, $0) }, uniquingKeysWith: { $1 })
    let sets = facts.setsNewestFirst
    let width = sets.map(\.name.count).max() ?? 0
    return sets.map { set in
      let padding = String(repeating: " ", count: width - set.name.count)
      return
        "\(set.name.terminalSafe)\(padding)  \(words(set, outcomes[set.name], isAtWork: facts.isAtWork(set), style))"
    }
  }

  /// One set by itself, with the room that it takes in units of 1024 bytes.
  package static func line(_ set: SetSummary, in facts: Facts, size: Int?, _ style: Style) -> String {
    let room = size.map { "  " + ByteCount.text($0 * 1024) } ?? ""
    return "\(set.name.terminalSafe)  \(words(set, in: facts, style))\(room)"
  }

  /// What became of one set.
  static func words(_ set: SetSummary, in facts: Facts, _ style: Style) -> String {
    words(set, facts.history.last { $0.run == set.name }, isAtWork: facts.isAtWork(set), style)
  }

  private static func words(_ set: SetSummary, _ line: HistoryLine?, isAtWork: Bool, _ style: Style) -> String {
    if isAtWork {
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
