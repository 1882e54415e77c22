internal import SourceText
internal import YAML

extension AnsibleInventory {
  /// Reads the YAML form.
  static func read(_ root: Node, _ findings: Findings) -> Inventory {
    var inventory = AnsibleInventory(findings)
    for entry in root.mapping?.entries ?? [] {
      inventory.read(group: Item(name: entry.key.name, range: entry.key.range, value: entry.value))
    }
    return inventory.resolved()
  }

  /// A host or group with what stands below it.
  private struct Item {
    let name: String
    let range: SourceRange
    let value: Node?
  }

  private mutating func read(group item: Item) {
    let name = item.name
    guard declare(name, at: item.range), let value = item.value, !value.isNull,
      let fields = Fields(value, of: "the group '\(name)'", Self.shape, findings: findings)
    else { return }
    for host in items(fields["hosts"], "hosts") {
      let variables = host.value.map { self.variables($0, "the host '\(host.name.shortened)'") } ?? []
      add(host.name, at: host.range, variables, to: name)
    }
    for child in items(fields["children"], "groups") {
      add(child: child.name, at: child.range, to: name)
      read(group: child)
    }
    if let node = fields["vars"], !node.isNull { add(variables(node, "vars"), to: name) }
  }

  /// The keys of a map, or the one text that stands in its place.
  private func items(_ node: Node?, _ noun: String) -> [Item] {
    guard let node, !node.isNull else { return [] }
    if let scalar = node.scalar { return [Item(name: scalar.text, range: node.range, value: nil)] }
    guard let mapping = node.mapping else {
      findings.add(
        "expected a map of \(noun), found \(node.found)", at: node.range, hint: "write each on a line of its own: NAME:"
      )
      return []
    }
    return mapping.entries.map {
      Item(name: $0.key.name, range: $0.key.range, value: $0.value.isNull ? nil : $0.value)
    }
  }

  private func variables(_ node: Node, _ place: String) -> [AnsibleVariable] {
    guard let mapping = node.mapping else {
      findings.add("expected a map of variables in \(place), found \(node.found)", at: node.range)
      return []
    }
    return mapping.entries.map { AnsibleVariable($0) }
  }
}
