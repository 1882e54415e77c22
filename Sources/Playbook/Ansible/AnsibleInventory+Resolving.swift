internal import SourceText

extension AnsibleInventory {
  /// The hosts of every group, and for each host what its groups and itself say, worked out.
  func resolved() -> Inventory {
    var members: [String: [String]] = [:]
    for group in groupOrder {
      var path: [String] = []
      _ = hosts(of: group, &path, &members)
    }
    var above: [String: [String]] = [:]
    for group in groupOrder where group != Self.ungrouped {
      for host in groups[group]?.hosts ?? [] { above[host, default: []].append(group) }
    }
    let ungrouped = hostOrder.filter { above[$0]?.allSatisfy { $0 == Inventory.everyHost } ?? true }
    members[Self.ungrouped] = ungrouped
    for host in ungrouped { above[host] = [Self.ungrouped] }

    let parents = parents
    var depths: [String: Int] = [Inventory.everyHost: 0]
    for group in groupOrder { depths[group] = depth(of: group, parents, &depths, 0) }

    var known: [String: InventoryHost] = [:]
    var obstacles: [String: Problem] = [:]
    for name in hostOrder {
      guard let entry = hosts[name] else { continue }
      var host = AnsibleHost(name: name, range: entry.range)
      // The nearer a group is to the host, the more it counts; of equals the later name.
      let all = closure(above[name] ?? [], parents).union([Inventory.everyHost])
      let order = all.sorted { (depths[$0] ?? 0, $0) < (depths[$1] ?? 0, $1) }
      for group in order { host.take(variables[group] ?? []) }
      host.take(entry.variables)
      do throws(Problem) {
        known[name] = try host.inventoryHost()
      } catch {
        obstacles[name] = error
      }
    }
    let names =
      groupOrder.filter { $0 != Inventory.everyHost && $0 != Self.ungrouped }
      + (ungrouped.isEmpty ? [] : [Self.ungrouped])
    return Inventory(
      hosts: hostOrder.compactMap { known[$0] },
      groups: Dictionary(
        names.map { ($0, (members[$0] ?? []).compactMap { known[$0] }) }, uniquingKeysWith: { first, _ in first }),
      groupNames: names, obstacles: obstacles, members: members)
  }

  private var parents: [String: [String]] {
    var parents: [String: [String]] = [:]
    for group in groupOrder {
      for child in groups[group]?.children ?? [] { parents[child.name, default: []].append(group) }
    }
    return parents
  }

  private func closure(_ names: [String], _ parents: [String: [String]]) -> Set<String> {
    var found: Set<String> = []
    var next = names
    while let name = next.popLast() {
      if found.insert(name).inserted { next += parents[name] ?? [] }
    }
    return found
  }

  /// How far a group is below `all`, by its longest way.
  private func depth(
    of group: String, _ parents: [String: [String]], _ depths: inout [String: Int], _ nesting: Int
  ) -> Int {
    if let known = depths[group] { return known }
    // A circle is reported elsewhere.
    guard nesting <= groupOrder.count else { return 1 }
    var depth = 1
    for parent in parents[group] ?? [] { depth = max(depth, self.depth(of: parent, parents, &depths, nesting + 1) + 1) }
    depths[group] = depth
    return depth
  }

  private func hosts(of group: String, _ path: inout [String], _ done: inout [String: [String]]) -> [String] {
    if let known = done[group] { return known }
    path.append(group)
    defer { path.removeLast() }
    var names = groups[group]?.hosts ?? []
    var seen = Set(names)
    for child in groups[group]?.children ?? [] {
      if let start = path.firstIndex(of: child.name) {
        let cycle = (path[start...] + [child.name]).prefix(8).joined(separator: " → ")
        findings.add(
          "the group '\(child.name)' holds itself: \(cycle)", at: child.range, hint: "take it out of one of them")
      } else if path.count > 64 {
        findings.add("groups are nested more than 64 deep", at: child.range)
      } else {
        names += hosts(of: child.name, &path, &done).filter { seen.insert($0).inserted }
      }
    }
    done[group] = names
    return names
  }
}
