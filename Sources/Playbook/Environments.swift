internal import SourceText
internal import YAML

/// The `environments:` of a playbook: the same steps for other hosts, with other values.
struct Environments {
  static let shape = Shape(["hosts": .oneOrMore(.text), "vars": .variables])

  struct Environment {
    let name: String
    let hosts: Node?
    let variables: [VariableDefinition]
  }

  let list: [Environment]
  /// Nil if there are none, or if it was not said which one is meant.
  let chosen: Environment?

  /// No environments, which is wrong only where one is asked for.
  init(without wanted: String?, at range: SourceRange, _ findings: Findings) {
    list = []
    chosen = nil
    guard let wanted else { return }
    findings.add(
      "there is no environment '\(wanted.shortened)': this playbook has no environments", at: range,
      hint: "leave out --env, or write environments: { \(wanted): { vars: … } }")
  }

  init(_ node: Node, choosing wanted: String?, at range: SourceRange, _ findings: Findings) {
    guard let mapping = node.mapping, !mapping.entries.isEmpty else {
      findings.add(
        "expected a map of environments, found \(node.mapping == nil ? node.found : "an empty map")", at: node.range,
        hint: "write environments: { staging: { vars: … }, prod: { … } }")
      (list, chosen) = ([], nil)
      return
    }
    list = mapping.entries.compactMap { Self.read($0, findings) }
    let names = mapping.entries.map(\.key.name)
    chosen = list.first { $0.name == wanted }
    guard let wanted else {
      findings.add(
        "this playbook has environments, and none is chosen", at: range,
        hint: "add " + names.map { "--env \($0)" }.joined(separator: " or "))
      return
    }
    guard !names.contains(wanted) else { return }
    let guess = Suggestion.closest(to: wanted, among: names).map { " (did you mean '\($0)'?)" } ?? ""
    findings.add(
      "no environment '\(wanted.shortened)'\(guess)", at: range, hint: "there are: \(names.joined(separator: ", "))")
  }

  /// The variables of the one that is chosen; of all while it is not known which.
  var variables: [VariableDefinition] { chosen?.variables ?? list.flatMap(\.variables) }

  private static func read(_ entry: Mapping.Entry, _ findings: Findings) -> Environment? {
    guard PlaybookName.isValid(entry.key.name) else {
      findings.add(
        "'\(entry.key.name.shortened)' cannot be the name of an environment", at: entry.key.range,
        hint: PlaybookName.rule)
      return nil
    }
    guard let fields = Fields(entry.value, of: "an environment", Self.shape, findings: findings) else {
      return nil
    }
    return Environment(
      name: entry.key.name, hosts: fields["hosts"],
      variables: fields["vars"].map { VariableDefinition.read($0, findings) } ?? [])
  }
}
