internal import Plan
internal import Playbook

extension CopyStep {
  func verbs(_ entries: [Int], _ fresh: [Int], of plan: Plan, seconds: Int) -> [Verb] {
    plan.installation(entries, fresh, validate: validate, seconds: seconds)
  }
}

extension Plan {
  /// How entries are staged, checked and put; all of them are checked, and the fresh ones put.
  func installation(_ entries: [Int], _ fresh: [Int], validate: String?, seconds: Int) -> [Verb] {
    var files: [Int] = []
    var adopted: [String: [Verb.Adopted]] = [:]
    for number in fresh {
      switch self.entries[number - 1].payload {
      case .upload, .deferred: files.append(number)
      case .adopted(let folder, let name):
        files.append(number)
        adopted[folder, default: []].append(Verb.Adopted(entry: number, name: name))
      case .saved, .none: break
      }
    }
    var verbs = adopted.sorted { $0.key < $1.key }.map { Verb.adopt(from: $0.key, $0.value) }
    verbs += attributeVerbs(files)
    let checked = entries.filter { number in
      switch self.entries[number - 1].payload {
      case .upload, .deferred, .adopted: true
      case .saved, .none: false
      }
    }
    if let validate, !checked.isEmpty {
      let parts = validate.split(separator: "{}", omittingEmptySubsequences: false)
      verbs.append(.validate(seconds: seconds, command: parts.joined(separator: #""$1""#), checked))
    }
    return fresh.isEmpty ? verbs : verbs + putting(fresh)
  }

  /// Puts entries in place, and has systemd read those that are units.
  func putting(_ entries: [Int]) -> [Verb] {
    let managers = Set(entries.compactMap { target.unitManager(of: self.entries[$0 - 1].path) })
    return [.put(entries)] + UnitManager.allCases.filter(managers.contains).map { .readUnits($0) }
  }
}
