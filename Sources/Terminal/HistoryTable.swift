package import Plan
internal import SourceText
package import Transaction

/// The runs of a place as a table, newest first.
package enum HistoryTable {
  package static func lines(_ runs: [PastRun], _ revisions: [String: Revision], in facts: Facts, _ style: Style)
    -> [String]
  {
    let rows = runs.map { run in
      [
        run.name.terminalSafe, time(run), author(run), revisions[run.name]?.shortened ?? "-",
      ]
    }
    let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return zip(runs, rows).map { run, row in
      let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      return cells.joined(separator: "  ") + "  " + outcome(run, in: facts, style)
    }
  }

  /// What became of a run, in a few words.
  static func outcome(_ run: PastRun, in facts: Facts, _ style: Style) -> String {
    if run.fate?.outcome == .bad {
      return style.text("bad", .bad) + ", undone by \(run.fate?.by.terminalSafe ?? "")"
    }
    if let set = run.set, facts.isAtWork(set) { return style.text("\(set.state.rawValue), at work now", .change) }
    if let set = run.set, set.needsRecovery { return style.text("\(set.state.rawValue), needs recovery", .bad) }
    switch run.fate?.outcome {
    case .good: return style.text("good", .good)
    case .restored: return "restored by hand"
    case .reverted: return style.text("reverted", .change)
    case .stuck, .bad: return style.text("stuck", .bad)
    case nil: return run.set?.state.rawValue ?? ""
    }
  }

  private static func time(_ run: PastRun) -> String {
    run.verdict.map { Timestamp(secondsSinceEpoch: $0.time).readable } ?? "-"
  }

  private static func author(_ run: PastRun) -> String { run.verdict?.by.terminalSafe ?? "-" }
}

extension Revision {
  /// As people name commits, with a mark where something was not committed.
  package var shortened: String { commit.prefix(8) + (isChanged ? "+" : "") }
}
