/// A folder in a host's backup folder, as a listing names it.
package struct SetSummary: Sendable, Hashable {
  package enum State: String, Sendable {
    case preparing, prepared, activating, gated, committed, reverting, reverted, stuck
    /// The run wrote nothing into its journal yet.
    case none
    /// Not made by this tool: the hand-made backups of before.
    case foreign
  }

  package let name: String
  package let state: State
  /// True when nothing is left to be done for the run.
  package let isClosed: Bool

  package init(name: String, state: State, isClosed: Bool) {
    self.name = name
    self.state = state
    self.isClosed = isClosed
  }

  /// True for a run whose worker ended without a verdict, or with one that a person must look at.
  package var needsRecovery: Bool { state != .foreign && (!isClosed || state == .stuck) }
}
