internal import SourceText
internal import YAML

/// The keys of a playbook before anything is worked out for a host.
struct PlaybookDocument {
  let name: String?
  let hosts: Node?
  let root: Node?
  let backups: BackupsField
  let become: Node?
  let compose: Node?
  let recoverOnBoot: Node?
  let confirmWithin: Node?
  let onFailure: Node?
  let onUnreachable: Node?
  let strategy: Node?
  /// Those of the environment after those of the playbook.
  let variables: [VariableDefinition]
  let secrets: Node?
  let steps: [Node]
  /// Where something that is missing is reported.
  let start: SourceRange
  let outside: Outside

  static let shape = Shape(
    [
      "playbook": .name,
      "hosts": .oneOrMore(.text),
      "root": .absolutePath,
      "become": Become.form,
      "backups": BackupsField.form,
      "compose": .map(ComposeProject.shape),
      "recover_on_boot": .flag,
      "confirm_within": .seconds,
      "on_failure": .choice(of: Conduct.OnFailure.self),
      "on_unreachable": .choice(of: Conduct.OnUnreachable.self),
      "strategy": .map(Strategy.shape),
      "vars": .variables,
      "source": .map(SourceChoice.shape),
      "secrets": .named(.map(SecretDefinition.shape), like: VariableName.form),
      "environments": .named(.map(Environments.shape), like: PlaybookName.form, atLeast: 1),
      "steps": .list(.map(Step.shape), atLeast: 1),
    ], required: ["playbook", "steps"], anyOf: ["hosts", "environments"])

  init?(_ node: Node, choosing environment: String?, _ outside: Outside, _ findings: Findings) {
    guard let fields = Fields(node, of: "the playbook", Self.shape, findings: findings) else { return nil }
    name = fields.required("playbook").flatMap { Self.name($0, findings) }
    let environments =
      fields["environments"].map {
        Environments($0, choosing: environment, at: fields.keyRange("environments"), findings)
      } ?? Environments(without: environment, at: node.range.start, findings)
    // While it is not known which environment is meant, it may have hosts.
    let mayLack = environments.chosen == nil && !environments.list.isEmpty
    hosts = environments.chosen?.hosts ?? (mayLack ? nil : fields.required("hosts"))
    root = fields["root"]
    backups = BackupsField(fields["backups"], findings)
    become = fields["become"]
    compose = fields["compose"]
    recoverOnBoot = fields["recover_on_boot"]
    confirmWithin = fields["confirm_within"]
    onFailure = fields["on_failure"]
    onUnreachable = fields["on_unreachable"]
    strategy = fields["strategy"]
    variables = (fields["vars"].map { VariableDefinition.read($0, findings) } ?? []) + environments.variables
    secrets = fields["secrets"]
    outside.secrets = secrets.map { SecretDefinition.names($0) } ?? []
    if let source = fields["source"] { SourceChoice.take(source, outside.pin, findings) }
    steps = fields.required("steps").map { Self.steps($0, findings) } ?? []
    start = node.range.start
    self.outside = outside
  }

  private static func name(_ node: Node, _ findings: Findings) -> String? {
    guard let scalar = node.scalar, !scalar.isNull else {
      findings.add("expected the name of the playbook, found \(node.found)", at: node.range)
      return nil
    }
    guard PlaybookName.isValid(scalar.text) else {
      findings.add(
        "'\(scalar.text.shortened)' cannot be the name of a playbook", at: node.range, hint: PlaybookName.rule)
      return nil
    }
    return scalar.text
  }

  private static func steps(_ node: Node, _ findings: Findings) -> [Node] {
    guard let steps = node.sequence else {
      findings.add("expected a list of steps, found \(node.found)", at: node.range, hint: "begin each step with '- '")
      return []
    }
    if steps.isEmpty { findings.add("the playbook has no steps", at: node.range) }
    return steps
  }
}
