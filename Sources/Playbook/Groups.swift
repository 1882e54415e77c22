internal import SourceText
internal import YAML

/// The groups of a hosts.yml while their members are looked up.
struct Groups {
  private static let shape = Shape(
    ["hosts": members, "vars": .variables, "protect": .flag], required: ["hosts"])
  private static let members = Form.list(.text, atLeast: 0)

  static let form = Form.either([members, .map(shape)])

  struct Definition {
    let name: String
    let members: [(name: String, range: SourceRange)]
    let variables: [VariableDefinition]
    let isProtected: Bool
  }

  private let definitions: [String: Definition]
  private let order: [String]
  private let hostNames: Set<String>
  private let findings: Findings

  init(_ definitions: [Definition], hostNames: Set<String>, _ findings: Findings) {
    self.definitions = Dictionary(definitions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    order = definitions.map(\.name)
    self.hostNames = hostNames
    self.findings = findings
  }

  static func read(_ node: Node, hostKeys: [String: SourceRange], _ reading: Reading) -> [Definition] {
    let findings = reading.findings
    guard let entries = node.mapping?.entries else {
      findings.add("expected a map of groups, found \(node.found)", at: node.range, hint: "write name: [host, host]")
      return []
    }
    return entries.compactMap { entry in
      guard Inventory.check(name: entry.key, "group", findings) else { return nil }
      if let host = hostKeys[entry.key.name] {
        let message = "'\(entry.key.name)' is a host as well, on line \(host.location.line)"
        findings.add(message, at: entry.key.range, hint: "a group needs a name of its own")
        return nil
      }
      guard entry.value.mapping != nil else {
        return Definition(
          name: entry.key.name, members: members(entry.value, findings), variables: [], isProtected: false)
      }
      let fields = Fields(entry.value, of: "a group", Self.shape, findings: findings)
      return Definition(
        name: entry.key.name, members: fields?.required("hosts").map { members($0, findings) } ?? [],
        variables: fields?["vars"].map { VariableDefinition.read($0, findings) } ?? [],
        isProtected: fields?["protect"].flatMap { reading.flag($0) } ?? false)
    }
  }

  private static func members(_ node: Node, _ findings: Findings) -> [(name: String, range: SourceRange)] {
    guard let nodes = node.sequence else {
      findings.add("expected a list of hosts, found \(node.found)", at: node.range)
      return []
    }
    return nodes.compactMap { node in
      guard let scalar = node.scalar, !scalar.isNull else {
        findings.add("expected the name of a host or group, found \(node.found)", at: node.range)
        return nil
      }
      return (scalar.text, node.range)
    }
  }

  /// The hosts of the groups that are protected.
  func protected(_ resolved: [String: [String]]) -> Set<String> {
    Set(order.filter { definitions[$0]?.isProtected ?? false }.flatMap { resolved[$0] ?? [] })
  }

  /// What the groups of each host say, outer groups before inner ones, else in the order of the file.
  func variables(_ resolved: [String: [String]]) -> [String: [VariableDefinition]] {
    let depths = depths
    let inward = order.enumerated().sorted {
      (depths[$0.element] ?? 0, $0.offset) < (depths[$1.element] ?? 0, $1.offset)
    }
    var found: [String: [VariableDefinition]] = [:]
    for (_, group) in inward {
      guard let variables = definitions[group]?.variables, !variables.isEmpty else { continue }
      for host in resolved[group] ?? [] { found[host, default: []] += variables }
    }
    return found
  }

  /// How many groups are around each group, on the longest way.
  private var depths: [String: Int] {
    var depths: [String: Int] = [:]
    // Deeper nesting, and circles, are reported elsewhere.
    for _ in 0..<64 {
      var isSettled = true
      for name in order {
        let below = (depths[name] ?? 0) + 1
        for member in definitions[name]?.members ?? []
        where definitions[member.name] != nil && !hostNames.contains(member.name) && depths[member.name] ?? 0 < below {
          depths[member.name] = below
          isSettled = false
        }
      }
      if isSettled { break }
    }
    return depths
  }

  /// The host names of every group, each once and in order.
  func resolved() -> [String: [String]] {
    var done: [String: [String]] = [:]
    for name in order {
      var path: [String] = []
      _ = hosts(of: name, &path, &done)
    }
    return done
  }

  private func hosts(of group: String, _ path: inout [String], _ done: inout [String: [String]]) -> [String] {
    if let known = done[group] { return known }
    path.append(group)
    defer { path.removeLast() }
    var names: [String] = []
    var seen: Set<String> = []
    for member in definitions[group]?.members ?? [] {
      for name in hosts(for: member, &path, &done) where seen.insert(name).inserted { names.append(name) }
    }
    done[group] = names
    return names
  }

  private func hosts(
    for member: (name: String, range: SourceRange), _ path: inout [String], _ done: inout [String: [String]]
  ) -> [String] {
    if hostNames.contains(member.name) { return [member.name] }
    guard definitions[member.name] != nil else {
      let known = hostNames.sorted() + order
      let guess = Suggestion.closest(to: member.name, among: known).map { " (did you mean '\($0)'?)" } ?? ""
      findings.add("no host or group '\(member.name.shortened)'\(guess)", at: member.range)
      return []
    }
    if let start = path.firstIndex(of: member.name) {
      let cycle = (path[start...] + [member.name]).prefix(8).joined(separator: " → ")
      findings.add(
        "the group '\(member.name)' holds itself: \(cycle)", at: member.range, hint: "take it out of one of them")
      return []
    }
    guard path.count < 64 else {
      findings.add("groups are nested more than 64 deep", at: member.range)
      return []
    }
    return hosts(of: member.name, &path, &done)
  }
}
