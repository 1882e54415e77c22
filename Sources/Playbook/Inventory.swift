package import SourceText

/// The hosts and groups of a hosts.yml.
package struct Inventory: Sendable {
  /// The word that stands for every host.
  package static let everyHost = "all"

  /// In the order of the file.
  package let hosts: [InventoryHost]
  /// The hosts of each group, groups inside of it resolved.
  let groups: [String: [InventoryHost]]
  /// Names in the order of the file, for suggestions and completions.
  package let groupNames: [String]
  private let byName: [String: InventoryHost]
  /// Why hosts are not among those above: what an inventory of Ansible's says about them cannot be done.
  private let obstacles: [String: Problem]
  /// The names of all hosts of each group, also of those.
  private let members: [String: [String]]

  init(
    hosts: [InventoryHost], groups: [String: [InventoryHost]], groupNames: [String],
    obstacles: [String: Problem] = [:], members: [String: [String]] = [:]
  ) {
    self.obstacles = obstacles
    self.members = members
    self.hosts = hosts
    self.groups = groups
    self.groupNames = groupNames
    byName = Dictionary(hosts.map { ($0.host.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The hosts that a name stands for, whether of a host, of a group or `all`; nil for an unknown name.
  package func hosts(named name: String) -> [InventoryHost]? {
    if name == Self.everyHost { return hosts }
    // Ansible's inventories may call a host like a group, and mean the group.
    return groups[name] ?? byName[name].map { [$0] } ?? obstacles[name].map { _ in [] }
  }

  /// Why some of the hosts that a name stands for cannot be deployed to.
  package func obstacles(named name: String) -> [Problem] {
    if name == Self.everyHost { return Array(obstacles.values) }
    return (members[name] ?? [name]).compactMap { obstacles[$0] }
  }
}

/// One host of a hosts.yml with what is set for it alone.
package struct InventoryHost: Sendable {
  package let host: Host
  package let root: AbsolutePath?
  /// Its own `become:`; nil leaves it to the playbook.
  let become: Become.Choice?
  let variables: [VariableDefinition]
  /// Where the host is named.
  package let range: SourceRange

  /// What `${host}` says: the inventory name, or the address of a host that is not in the inventory.
  let label: String

  /// The account that commands on this host run as when no playbook says otherwise.
  package var defaultBecome: Become? { become?.become }
}
