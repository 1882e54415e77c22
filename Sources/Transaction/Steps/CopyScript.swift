internal import Plan
internal import Playbook

extension CopyStep {
  func verbs(_ entries: [Int], of plan: Plan, seconds: Int) -> [Verb] {
    var verbs: [Verb] = []
    let files = entries.filter { if case .upload = plan.entries[$0 - 1].payload { true } else { false } }
    // The owner first: changing it takes set-user-id away.
    let grouped = Dictionary(grouping: files) { plan.entries[$0 - 1].new.attributes }
    for (attributes, files) in grouped.sorted(by: { $0.value[0] < $1.value[0] }) {
      guard let attributes else { continue }
      verbs.append(.own("\(attributes.owner):\(attributes.group)", files))
      verbs.append(.mode(attributes.mode, files))
    }
    if let validate {
      let parts = validate.split(separator: "{}", omittingEmptySubsequences: false)
      verbs.append(.validate(seconds: seconds, command: parts.joined(separator: #""$1""#), files))
    }
    return verbs + [.put(entries)]
  }
}
