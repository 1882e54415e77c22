package import SourceText
internal import YAML

extension Playbook {
  /// How many bytes a playbook, inventory or template may have; what has more is refused whatever it holds.
  package static var mostBytes: Int { YAML.largestFile }

  /// Reads a playbook with its inventory, and reports everything that is wrong in both at once.
  package static func read(
    _ text: SourceText, inventory: SourceText?, choices: Choices = Choices(),
    sourceKind: @escaping (String) -> SourceKind
  ) throws(Problems) -> Playbook {
    let findings = Findings()
    let outside = Outside(choices, sourceKind)
    let document = findings.collect { () throws(Problems) in try YAML.parse(text) }
      .flatMap { PlaybookDocument($0, choosing: choices.environment, outside, findings) }
    let inventory = InventoryFile(inventory, outside, findings)
    outside.inventory = inventory.readable
    outside.isInventoryFaulty = inventory.isFaulty
    guard let document else { throw Problems(findings.problems) }

    let secrets = document.secretDefinitions(inventory, findings)
    let hosts = document.selectHosts(from: inventory, findings)
    if hosts.isEmpty || inventory.isFaulty {
      SourceCheck.check(document.stepsWithoutHosts(inventory, findings), outside, findings)
      throw Problems(findings.problems)
    }
    let targets = document.targets(for: hosts, of: inventory, findings)
    SourceCheck.check(targets.flatMap(\.steps), outside, findings)
    try findings.throwIfAny()
    return Playbook(
      name: document.name ?? "", source: text, targets: targets, inventory: inventory.readable,
      secrets: secrets, unusedExtras: outside.unused)
  }
}
