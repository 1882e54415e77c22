/// One line of a host's history: what became of a run.
package struct HistoryLine: Sendable, Hashable {
  package enum Outcome: String, Sendable {
    case good, reverted, stuck, restored
    /// Committed, and undone by a later run.
    case bad
  }

  package let run: String
  package let outcome: Outcome
  /// Seconds since the epoch, by the host's clock.
  package let time: Int
  /// Who ran it, or the run that undid it.
  package let by: String

  package init(run: String, outcome: Outcome, time: Int, by: String) {
    self.run = run
    self.outcome = outcome
    self.time = time
    self.by = by
  }
}
