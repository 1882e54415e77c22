internal import Plan
internal import Playbook

extension CopyStep {
  func verbs(_ entries: [Int], of plan: Plan, seconds: Int) -> [Verb] {
    let files = entries.filter { if case .upload = plan.entries[$0 - 1].payload { true } else { false } }
    var verbs = plan.attributeVerbs(files)
    if let validate {
      let parts = validate.split(separator: "{}", omittingEmptySubsequences: false)
      verbs.append(.validate(seconds: seconds, command: parts.joined(separator: #""$1""#), files))
    }
    return verbs + [.put(entries)]
  }
}
