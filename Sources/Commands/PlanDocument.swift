internal import Plan
internal import Terminal

/// The plan as a backup set keeps it.
enum PlanDocument {
  static func text(_ plan: Plan) -> [UInt8] {
    Array(PlanText.text(plan, through: nil, .plain, .whole).utf8)
  }
}
