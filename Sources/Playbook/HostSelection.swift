internal import SourceText
internal import YAML

/// The hosts a playbook names, looked up in the inventory.
struct HostSelection {
  private(set) var hosts: [InventoryHost] = []
  private var names: Set<String> = []
  private let inventory: InventoryFile

  init(from inventory: InventoryFile) {
    self.inventory = inventory
  }

  /// Takes one item of `hosts:`; wrong ones are reported and left out.
  mutating func add(_ node: Node, _ reading: Reading) {
    guard let name = reading.text(node, "the name of a host or group") else { return }
    if let known = inventory.readable?.hosts(named: name) {
      let obstacles = inventory.readable?.obstacles(named: name) ?? []
      obstacles.forEach(reading.findings.add)
      if known.isEmpty, obstacles.isEmpty { reading.findings.add("the group '\(name)' has no hosts", at: node.range) }
      known.forEach { add($0) }
    } else if name == Inventory.everyHost {
      guard case .absent = inventory else { return }
      reading.findings.add(
        "'all' stands for the hosts of hosts.yml, and there is no such file", at: node.range,
        hint: "write a hosts.yml, or name the host as user@host")
    } else if let destination = reading.value(
      node, "a host", { scalar throws(Malformed) in try Destination(scalar.text) })
    {
      add(InventoryHost(name, destination, label: destination.host, at: node.range))
    }
  }

  private mutating func add(_ host: InventoryHost) {
    if names.insert(host.host.name).inserted { hosts.append(host) }
  }
}
