internal import Plan
internal import Playbook

extension PatchStep {
  func verbs(_ entries: [Int], _ fresh: [Int], of plan: Plan, seconds: Int) -> [Verb] {
    plan.installation(entries, fresh, validate: validate, seconds: seconds)
  }
}
