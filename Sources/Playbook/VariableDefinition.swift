internal import SourceText
internal import YAML

/// One line of a `vars:` map.
struct VariableDefinition: Sendable {
  let name: String
  let value: Node

  static func check(name key: Mapping.Key, _ findings: Findings) -> Bool {
    if !VariableName.isValid(key.name.utf8) {
      findings.add(
        "'\(key.name.shortened)' cannot be the name of a variable", at: key.range, hint: VariableName.rule)
      return false
    }
    if VariableName.reserved.contains(key.name) {
      findings.add("the variable '\(key.name)' is defined by deployctl", at: key.range, hint: "take another name")
      return false
    }
    return true
  }

  /// Reads a `vars:` map; lines that are wrong are reported and left out.
  static func read(_ node: Node, _ findings: Findings) -> [VariableDefinition] {
    guard let mapping = node.mapping else {
      findings.add("expected a map in vars, found \(node.found)", at: node.range, hint: "write vars: { name: value }")
      return []
    }
    return mapping.entries.compactMap { entry in
      let name = entry.key.name
      if !check(name: entry.key, findings) { return nil }
      if entry.value.scalar == nil {
        findings.add("expected a text as the value of '\(name)', found \(entry.value.found)", at: entry.value.range)
      } else if entry.value.isNull {
        findings.add("the variable '\(name)' has no value", at: entry.key.range, hint: #"write "" for an empty text"#)
      } else {
        return VariableDefinition(name: name, value: entry.value)
      }
      return nil
    }
  }
}
