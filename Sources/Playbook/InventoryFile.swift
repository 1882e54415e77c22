internal import SourceText
internal import YAML

/// What is known about the hosts.yml beside a playbook.
enum InventoryFile {
  case absent
  case readable(Inventory)
  /// It has problems; the variables it defines all the same, or nil if they cannot be known.
  case faulty([VariableDefinition]?)

  init(_ source: SourceText?, _ outside: Outside, _ findings: Findings) {
    guard let source else {
      self = .absent
      return
    }
    let before = findings.problems.count
    let (inventory, root) = Inventory.read(source, outside, findings)
    if let inventory, findings.problems.count == before {
      self = .readable(inventory)
    } else if let root {
      let entries = ["hosts", "groups"].flatMap { root.mapping?[$0]?.mapping?.entries ?? [] }
      let maps = [root.mapping?["vars"]].compactMap { $0 } + entries.compactMap { $0.value.mapping?["vars"] }
      self = .faulty(maps.flatMap { VariableDefinition.read($0, findings) })
    } else {
      self = .faulty(nil)
    }
  }

  var readable: Inventory? {
    if case .readable(let inventory) = self { inventory } else { nil }
  }

  var isFaulty: Bool {
    if case .faulty = self { true } else { false }
  }

  /// The variables of all hosts; nil if they cannot be known.
  var variables: [VariableDefinition]? {
    switch self {
    case .absent: []
    case .readable(let inventory): inventory.hosts.flatMap(\.variables)
    case .faulty(let variables): variables
    }
  }
}
