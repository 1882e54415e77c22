internal import Playbook

/// What a host says about a compose project as it is before the run.
package struct ComposeProjectFacts: Sendable, Hashable {
  /// The folder and files that the playbook names and that are not there.
  package let missing: [[UInt8]]
  /// Profiles that no service of its files has.
  package let strangeProfiles: [String]
  /// What compose says where it cannot read its files; empty where it can.
  package let trouble: [String]

  package init(missing: [[UInt8]] = [], strangeProfiles: [String] = [], trouble: [String] = []) {
    self.missing = missing
    self.strangeProfiles = strangeProfiles
    self.trouble = trouble
  }
}

extension Draft {
  /// Why nothing can be done with these compose services.
  ///
  /// What steps before change of a project's files nobody has read yet, and commands may make any of them.
  func objections(toTouching services: [ComposeService]) -> [String] {
    guard facts.hasCompose, !facts.silentManagers.contains("compose") else {
      return facts.objections(to: services, root: target.root)
    }
    let unreadable = Set(services.map(\.project)).sorted { $0.word < $1.word }.flatMap(objections)
    return unreadable.isEmpty ? facts.objections(to: services, root: target.root) : unreadable
  }

  private func objections(to project: ComposeProject) -> [String] {
    // An account that only looks may lack the right to read what the one that deploys can.
    guard let known = facts.composeProjects[project], !commandMayRun, !facts.assumesRights else { return [] }
    let place = project.place(in: target.root)
    let missing = known.missing.filter { path in !changes.contains { $0.new != .absent && isSetting($0, [path]) } }
    guard missing.isEmpty else {
      return missing.map { "\(String(decoding: $0, as: UTF8.self)), which compose is told of, is not there" }
    }
    guard !changes.contains(where: { isSetting($0, inputs(of: project)) }) else { return [] }
    if !known.trouble.isEmpty {
      return ["compose cannot read its files in \(place): \(known.trouble.joined(separator: " "))"]
    }
    return known.strangeProfiles.map { "no service in \(place) has the profile '\($0)'" }
  }

  /// The files that containers of a project are made of, as far as they are known.
  private func inputs(of project: ComposeProject) -> Set<[UInt8]> {
    let said = project.files + [project.environmentFile].compactMap { $0 }
    return facts.composeServices.filter { $0.key.project == project }.reduce(into: Set(said.map(\.bytes))) {
      $0.formUnion($1.value.inputs)
    }
  }

  /// True for a path that is one of these files, by any name.
  func isSetting(_ entry: Entry, _ inputs: Set<[UInt8]>) -> Bool {
    let paths = [entry.path, entry.name].compactMap { $0 }.flatMap { facts.places(of: $0, in: target) }
    return paths.contains { inputs.contains($0.bytes) }
  }
}
