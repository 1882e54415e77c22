internal import SourceText
internal import YAML

/// One variable of a host or group in an inventory of Ansible's.
struct AnsibleVariable {
  let name: String
  /// Nil for what is no plain text: a list, a map, nothing, or a template of Ansible's.
  let text: String?
  let range: SourceRange

  init(name: String, text: String?, at range: SourceRange) {
    self.name = name
    self.text = text.flatMap { $0.contains("{{") || $0.contains("{%") ? nil : $0 }
    self.range = range
  }

  /// Its value in a line of `name=value`, where Ansible reads what looks like Python's notation.
  init(name: String, literal: String, at range: SourceRange) {
    var text: String? = literal
    if let quote = literal.first, quote == "'" || quote == "\"", literal.last == quote,
      literal.count(where: { $0 == quote }) == 2
    {
      text = String(literal.dropFirst().dropLast())
    } else if literal.hasPrefix("[") && literal.hasSuffix("]") || literal.hasPrefix("{") && literal.hasSuffix("}")
      || literal == "None"
    {
      text = nil
    }
    self.init(name: name, text: text, at: range)
  }

  init(_ entry: Mapping.Entry) {
    let text = entry.value.isNull ? nil : entry.value.scalar?.text
    self.init(name: entry.key.name, text: text, at: entry.value.isNull ? entry.key.range : entry.value.range)
  }

  /// What a playbook sees of it; nil for Ansible's own words and for names and values that no playbook can have.
  var definition: VariableDefinition? {
    guard let text, !name.hasPrefix("ansible_"), VariableName.isValid(name.utf8),
      !VariableName.reserved.contains(name)
    else { return nil }
    // `${` means nothing to Ansible.
    let literal = text.split(separator: "${", omittingEmptySubsequences: false).joined(separator: "$${")
    return VariableDefinition(name: name, value: Node(.scalar(Scalar(literal, .quoted)), at: range))
  }
}
