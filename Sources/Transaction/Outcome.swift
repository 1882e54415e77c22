package import Plan

/// What became of a run on one host.
package enum Outcome: Sendable {
  /// The host could not be asked; nothing was changed there.
  case unreachable(HostError)
  /// The same at the start, where it was wanted that the others go on without it.
  case skipped(HostError)
  /// The plan or the host's last check said no; nothing was changed there.
  case refused([Objection])
  /// The plan was made, and that was all that was wanted.
  case planned
  case nothingToDo
  /// Another host, or the user, said no before anything was changed here.
  case leftAlone
  /// By the journal of the target.
  case ended(SetSummary.State, Course)
  /// The connection was lost while the run went on, and did not come back.
  case leftRunning(HostError, Prospect)
}
