/// How much of a plan is shown of a step that changes many paths.
package enum PlanDetail: Sendable {
  /// The first of them, and how many the others are.
  case brief
  case whole

  /// How many paths of a step are shown with their differences.
  package static let mostShown = 20
}
