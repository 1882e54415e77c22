package import SourceText
internal import YAML

extension Inventory {
  static let shape = Shape(
    [
      "vars": .variables, "hosts": .named(InventoryHost.form, like: PlaybookName.form),
      "groups": .named(Groups.form, like: PlaybookName.form),
    ], required: ["hosts"])

  /// Reads a hosts.yml, or an inventory of Ansible's.
  package static func read(_ text: SourceText, choices: Choices = Choices()) throws(Problems) -> Inventory {
    let findings = Findings()
    guard let inventory = read(text, Outside(choices) { _ in .missing }, findings).inventory, findings.problems.isEmpty
    else {
      throw Problems(findings.problems)
    }
    return inventory
  }

  static func read(_ node: Node, _ outside: Outside, _ findings: Findings) -> Inventory? {
    guard let fields = Fields(node, of: "hosts.yml", shape, findings: findings),
      let hostsNode = fields.required("hosts")
    else { return nil }
    guard let entries = hostsNode.mapping?.entries else {
      findings.add(
        "expected a map of hosts, found \(hostsNode.found)", at: hostsNode.range, hint: "write name: user@host")
      return nil
    }
    // A host whose own entry is wrong is still known, so that its groups are not reported as well.
    let hostKeys = Dictionary(entries.map { ($0.key.name, $0.key.range) }, uniquingKeysWith: { first, _ in first })
    let common = fields["vars"].map { VariableDefinition.read($0, findings) } ?? []
    let reading = Reading(
      findings: findings, variables: Variables(common, host: nil, outside: outside, findings: findings))
    let definitions = fields["groups"].map { Groups.read($0, hostKeys: hostKeys, reading) } ?? []
    let groups = Groups(definitions, hostNames: Set(hostKeys.keys), findings)
    let resolved = groups.resolved()
    let inherited = groups.variables(resolved)
    let protected = groups.protected(resolved)
    let hosts = entries.compactMap { entry in
      check(name: entry.key, "host", findings)
        ? InventoryHost.read(
          entry, below: common + (inherited[entry.key.name] ?? []), isProtected: protected.contains(entry.key.name),
          outside, findings) : nil
    }
    let byName = Dictionary(hosts.map { ($0.host.name, $0) }, uniquingKeysWith: { first, _ in first })
    return Inventory(
      hosts: hosts, groups: resolved.mapValues { $0.compactMap { byName[$0] } }, groupNames: definitions.map(\.name))
  }

  static func check(name key: Mapping.Key, _ noun: String, _ findings: Findings) -> Bool {
    if key.name == everyHost {
      findings.add("'all' cannot be the name of a \(noun)", at: key.range, hint: "it stands for every host")
      return false
    }
    guard PlaybookName.isValid(key.name) else {
      findings.add(
        "'\(key.name.shortened)' cannot be the name of a \(noun)", at: key.range, hint: PlaybookName.rule)
      return false
    }
    return true
  }
}

extension InventoryHost {
  private static let shape = Shape([
    "address": .text, "user": .text, "port": .number(1...65_535), "root": .absolutePath, "become": Become.form,
    "protect": .flag, "vars": .variables,
  ])

  static let form = Form.either([.nothing, .text, .map(shape)])

  /// Reads the line of one host: `name: user@host`, `name:` alone, or a map.
  static func read(
    _ entry: Mapping.Entry, below inherited: [VariableDefinition], isProtected: Bool, _ outside: Outside,
    _ findings: Findings
  ) -> InventoryHost? {
    let name = entry.key.name
    let expected = "the address of the host"
    if entry.value.isNull {
      let destination = destination(user: nil, host: name, port: nil, at: entry.key.range, findings)
      return destination.map {
        InventoryHost(name, $0, isProtected: isProtected, variables: inherited, at: entry.key.range)
      }
    }
    guard entry.value.mapping != nil else {
      let variables = Variables(inherited, host: (name, name), outside: outside, findings: findings)
      let reading = Reading(findings: findings, variables: variables)
      let destination = reading.value(entry.value, expected) { scalar throws(Malformed) in try Destination(scalar.text)
      }
      return destination.map {
        InventoryHost(name, $0, isProtected: isProtected, variables: inherited, at: entry.key.range)
      }
    }
    guard let fields = Fields(entry.value, of: "a host", shape, findings: findings) else { return nil }
    let definitions = inherited + (fields["vars"].map { VariableDefinition.read($0, findings) } ?? [])
    let variables = Variables(definitions, host: (name, name), outside: outside, findings: findings)
    let reading = Reading(findings: findings, variables: variables)

    let port = fields["port"].flatMap { node in
      reading.value(node, "a port") { scalar throws(Malformed) in try PortNumber(scalar.text).value }
    }
    let user = fields["user"].flatMap { reading.account($0, "the name of a user") }
    let address = fields["address"].flatMap { node in
      reading.value(node, expected) { scalar throws(Malformed) in
        try Destination(user: nil, host: scalar.text, port: nil).host
      }
    }
    let root = fields["root"].flatMap { reading.absolutePath($0, "a path") }
    let become = fields["become"].flatMap { Become.read($0, reading) }
    let protects = fields["protect"].flatMap { reading.flag($0) } ?? isProtected
    let range = fields["user"]?.range ?? entry.key.range
    return destination(user: user, host: address ?? name, port: port, at: range, findings).map {
      InventoryHost(
        host: Host(name: name, destination: $0, isProtected: protects), root: root, become: become,
        variables: definitions,
        range: entry.key.range, label: name)
    }
  }

  private static func destination(
    user: String?, host: String, port: Int?, at range: SourceRange, _ findings: Findings
  ) -> Destination? {
    do throws(Malformed) {
      return try Destination(user: user, host: host, port: port)
    } catch {
      findings.add(error.message, at: range, hint: error.hint)
      return nil
    }
  }

  init(
    _ name: String, _ destination: Destination, label: String? = nil, isProtected: Bool = false,
    variables: [VariableDefinition] = [], at range: SourceRange
  ) {
    self.init(
      host: Host(name: name, destination: destination, isProtected: isProtected), root: nil, become: nil,
      variables: variables, range: range, label: label ?? name)
  }
}
