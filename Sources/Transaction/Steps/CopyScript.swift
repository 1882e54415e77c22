internal import Plan
internal import Playbook

extension CopyStep {
  func verbs(_ entries: [Int], of plan: Plan, seconds: Int) -> [Verb] {
    var files: [Int] = []
    var adopted: [String: [Verb.Adopted]] = [:]
    for number in entries {
      switch plan.entries[number - 1].payload {
      case .upload: files.append(number)
      case .adopted(let folder, let name):
        files.append(number)
        adopted[folder, default: []].append(Verb.Adopted(entry: number, name: name))
      case .saved, .none: break
      }
    }
    var verbs = adopted.sorted { $0.key < $1.key }.map { Verb.adopt(from: $0.key, $0.value) }
    verbs += plan.attributeVerbs(files)
    if let validate {
      let parts = validate.split(separator: "{}", omittingEmptySubsequences: false)
      verbs.append(.validate(seconds: seconds, command: parts.joined(separator: #""$1""#), files))
    }
    return verbs + [.put(entries)]
  }
}
