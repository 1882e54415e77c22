internal import SourceText
internal import YAML

extension PlaybookDocument {
  func selectHosts(from inventory: InventoryFile, _ findings: Findings) -> [InventoryHost] {
    guard let hosts else { return [] }
    let variables = Variables(
      variables, host: nil, isComplete: inventory.variables != nil, outside: outside, findings: findings)
    let reading = Reading(findings: findings, variables: variables)
    var selection = HostSelection(from: inventory)
    for node in reading.oneOrMore(hosts, "the name of a host or group") {
      selection.add(node, reading)
    }
    return selection.hosts
  }

  /// Where the secrets are found, which is the same for all hosts.
  func secretDefinitions(_ inventory: InventoryFile, _ findings: Findings) -> [SecretDefinition] {
    guard let secrets else { return [] }
    let variables = Variables(
      variables, host: nil, isComplete: inventory.variables != nil, outside: outside, findings: findings)
    return SecretDefinition.read(
      secrets, besides: self.variables, Reading(findings: findings, variables: variables))
  }

  /// One target for each host, complete only if no problem was found.
  func targets(for hosts: [InventoryHost], of inventory: InventoryFile, _ findings: Findings) -> [Target] {
    if root == nil, let host = hosts.first(where: { $0.root == nil })?.host.name {
      findings.add(
        "the playbook needs the key 'root'", at: start, hint: "it may also stand in hosts.yml, for '\(host)'")
    }
    let elsewhere = Set((inventory.variables ?? []).map(\.name))
    let shared = SharedSteps(steps.count)
    let targets = hosts.map { host in
      let variables = Variables(
        variables + host.variables, host: (host.host.name, host.label), elsewhere: elsewhere, outside: outside,
        findings: findings)
      variables.check()
      return target(for: host, Reading(findings: findings, variables: variables), shared)
    }
    refuseSharedPlaces(targets, findings)
    return targets
  }

  /// The steps when no host is known, read with every variable that some host defines.
  func stepsWithoutHosts(_ inventory: InventoryFile, _ findings: Findings) -> [Step] {
    let others = inventory.variables
    let variables = Variables(
      (others ?? []) + variables, host: ("host", "host"), isComplete: others != nil, outside: outside,
      findings: findings)
    variables.check()
    let reading = Reading(findings: findings, variables: variables)
    let place = folders(ownRoot: nil, reading)
    _ = become.map { Become.read($0, reading) }
    _ = Conduct(self, reading)
    return steps(reading, root: place.root, SharedSteps(steps.count))
  }

  private func target(for host: InventoryHost, _ reading: Reading, _ shared: SharedSteps) -> Target {
    let (root, backups, areKnown) = folders(ownRoot: host.root, reading)
    let become = self.become.flatMap { Become.read($0, reading) }
    let target = Target(
      host: host.host, root: root, backups: backups, become: (host.become ?? become)?.become,
      steps: steps(reading, root: root, shared), conduct: Conduct(self, reading))
    if areKnown { WrittenPaths(of: target, reading.findings).check(target.steps.filter { $0.exclusion == nil }) }
    return target
  }

  /// The folders to work in; where the root has a problem, `/` stands for it so that the steps can still be read.
  private func folders(
    ownRoot: AbsolutePath?, _ reading: Reading
  ) -> (root: AbsolutePath, backups: AbsolutePath, areKnown: Bool) {
    let written = self.root.flatMap { reading.absolutePath($0, "a path") }
    let folder = self.backups.path.flatMap { reading.absolutePath($0, "a path") }
    guard let root = ownRoot ?? written else { return (.root, folder ?? .root, false) }
    guard let node = self.backups.path else { return (root, root.appending("backups") ?? root, true) }
    guard let folder else { return (root, root, false) }
    if folder == root || root.isInside(folder) {
      reading.findings.add("the backup folder \(folder) contains the root \(root)", at: node.range)
      return (root, folder, false)
    }
    return (root, folder, true)
  }

  private func steps(_ reading: Reading, root: AbsolutePath, _ shared: SharedSteps) -> [Step] {
    var reading = reading
    if let compose, let fields = reading.fields(compose, of: "compose", ComposeProject.shape) {
      reading.project = ComposeProject.read(fields, over: reading.project, reading, below: root) ?? reading.project
    }
    return ImpliedGates.among(
      steps.enumerated().compactMap { number, node in shared.read(number, node, reading, below: root) })
  }

  /// Two targets on the same files would run at the same time and undo each other's work.
  private func refuseSharedPlaces(_ targets: [Target], _ findings: Findings) {
    struct Place: Hashable {
      let destination: Destination
      let root: AbsolutePath
    }
    var taken: [Place: String] = [:]
    for target in targets {
      let name = target.host.name
      if let other = taken.updateValue(name, forKey: Place(destination: target.host.destination, root: target.root)) {
        let message = "'\(other)' and '\(name)' are the same host and root"
        findings.add(message, at: hosts?.range ?? start, hint: "name it once")
      }
    }
  }
}
