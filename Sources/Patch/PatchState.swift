/// How a patch, or one edit of it, stands to a file.
package enum PatchState: String, Sendable, Hashable, CaseIterable {
  /// The new text is there already.
  case alreadyApplied = "already-applied"
  /// Every edit has one place, and none is there.
  case applies
  /// Some edits are there, the others have one place each.
  case partlyApplied = "partly-applied"
  /// Neither the old text nor the new one is there.
  case drifted
  /// More places than asked for would do.
  case ambiguous
  /// The place is known, but was changed in another way, or holds both texts.
  case conflicting
  /// It would apply, but the result would not be told from a file without the patch, or a check refused it.
  case invalidAfter = "invalid-after"
  /// The file is no text that can be patched.
  case unsafe

  /// Whether nothing may be written.
  package var isRefused: Bool { severity > PatchState.partlyApplied.severity }

  /// The order in which a set of edits or files takes the state of its worst.
  package var severity: Int {
    switch self {
    case .alreadyApplied: 0
    case .applies: 1
    case .partlyApplied: 2
    case .drifted: 3
    case .ambiguous: 4
    case .conflicting: 5
    case .invalidAfter: 6
    case .unsafe: 7
    }
  }

  /// The state of a whole whose parts stand so: edits that are there beside edits that are not make it partly applied.
  package static func whole(_ parts: some Collection<PatchState>) -> PatchState {
    let worst = parts.max { $0.severity < $1.severity } ?? .alreadyApplied
    guard worst == .applies else { return worst }
    return parts.contains(.alreadyApplied) ? .partlyApplied : .applies
  }
}
