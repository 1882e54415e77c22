/// An edit of one file that needs no diff.
package enum FileEdit: Sendable, Equatable {
  case find(StructuralEdit)
  case regex(RegexEdit)
  case insert(InsertEdit)

  /// What the edit means for a file, and what the file would become.
  package func decide(_ bytes: [UInt8]) -> PatchDecision {
    switch self {
    case .find(let edit): edit.decide(bytes)
    case .regex(let edit): edit.decide(bytes)
    case .insert(let edit): edit.decide(bytes)
    }
  }
}
