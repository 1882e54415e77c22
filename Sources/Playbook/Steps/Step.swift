package import SourceText
internal import YAML

/// One intention of a playbook.
package struct Step: Sendable {
  package let kind: StepKind
  package let name: String?
  /// What takes the step back, where that is not plain.
  package let undo: CommandText?
  package let timeout: Duration?
  /// The step's own account; nil leaves it to the target.
  package let become: Become?
  /// The place that a report about the step names.
  package let range: SourceRange
  package var tags: [String] = []
  /// What its commands find in their environment, in every phase.
  package var secretEnvironment: [SecretVariable] = []
  /// What has to hold when its turn comes, where that is not known before.
  package var condition: StepCondition?
  /// Why it is left out; nil for a step that has its turn.
  package var exclusion: Exclusion?
}

/// What a step does.
package enum StepKind: Sendable {
  case copy(CopyStep)
  case template(TemplateStep)
  case patch(PatchStep)
  case directory(DirectoryStep)
  case link(LinkStep)
  case remove(RemoveStep)
  case git(GitStep)
  case run(RunStep)
  case service(ServiceStep)
  case healthy(HealthyStep)
  case logs(LogsStep)
}

extension Step {
  /// The key that says what a step does.
  enum Word: String, CaseIterable {
    case copy, template, patch, directory, link, remove, git, run, restart, reload, start, stop, healthy, logs

    var takesUndo: Bool { self == .run || ServiceAction(rawValue: rawValue) != nil }

    var form: Form {
      switch self {
      case .copy: CopyStep.form
      case .template: .map(TemplateStep.shape)
      case .patch: .map(PatchStep.shape)
      case .directory: DirectoryStep.form
      case .link: .map(LinkStep.shape)
      case .remove: RemoveStep.form
      case .git: .map(GitStep.shape)
      case .run: RunStep.form
      case .restart, .reload, .start, .stop: .map(ServiceStep.shape)
      case .healthy: .map(HealthyStep.shape)
      case .logs: .map(LogsStep.shape)
      }
    }
  }

  private static let commonForms: KeyValuePairs<String, Form> = [
    "name": .text, "when": .text, "tags": .oneOrMore(.name), "undo": .text, "timeout": .duration,
    "become": Become.form, "secret_env": SecretVariable.form,
  ]

  static let shape = Shape(oneOf: Word.allCases.map { ($0.rawValue, $0.form) }).with(commonForms)

  /// The keys that stand beside the word of any step.
  static let common = Set(commonForms.map(\.key))

  static func read(_ node: Node, _ reading: Reading, below root: AbsolutePath) -> Step? {
    guard let fields = reading.fields(node, of: "a step", shape) else { return nil }
    let name = fields["name"].flatMap { reading.text($0, "the name of the step") }
    let undo = fields["undo"].flatMap { reading.command($0, "a command", allowsBackup: true) }
    let timeout = fields["timeout"].flatMap { reading.duration($0, "a timeout") }
    let become = fields["become"].flatMap { self.become($0, reading) }

    guard let (word, value) = word(of: fields, reading.findings) else { return nil }
    refuse(fields, beside: word, reading.findings)
    let when = fields["when"].flatMap { ConditionReader.read($0, reading, below: root) }
    let tags = fields["tags"].map { StepTags.read($0, reading) } ?? []
    let secretEnvironment = fields["secret_env"].map { SecretVariable.read($0, reading) } ?? []
    return kind(word, value, reading, below: root).map { kind in
      if case .run(let run) = kind {
        run.refuse(undo: undo, hasAccount: become != nil, at: value.range, reading.findings)
      }
      var step = Step(kind: kind, name: name, undo: undo, timeout: timeout, become: become, range: node.range)
      step.tags = tags
      step.secretEnvironment = secretEnvironment
      if !secretEnvironment.isEmpty, !kind.hasCommand {
        reading.findings.add(
          "no secret_env beside '\(word.rawValue)' here", at: fields.keyRange("secret_env"),
          hint: "it is for steps that have the host run a command")
      }
      step.take(when)
      return step
    }
  }

  /// What is known of the condition by now decides, or it waits for the plan.
  private mutating func take(_ when: StepCondition?) {
    guard let when else { return }
    switch when.condition.holds({ _ in nil }) {
    case true?: break
    case false?: exclusion = .condition(when.text)
    case nil: condition = when
    }
  }

  private static func kind(_ word: Word, _ node: Node, _ reading: Reading, below root: AbsolutePath) -> StepKind? {
    switch word {
    case .copy: CopyStep.read(node, reading, below: root).map { .copy($0) }
    case .template: TemplateStep.read(node, reading, below: root).map { .template($0) }
    case .patch: PatchStep.read(node, reading, below: root).map { .patch($0) }
    case .directory: DirectoryStep.read(node, reading, below: root).map { .directory($0) }
    case .link: LinkStep.read(node, reading, below: root).map { .link($0) }
    case .remove: RemoveStep.read(node, reading, below: root).map { .remove($0) }
    case .git: GitStep.read(node, reading, below: root).map { .git($0) }
    case .run: RunStep.read(node, reading, below: root).map { .run($0) }
    case .healthy: HealthyStep.read(node, reading, below: root).map { .healthy($0) }
    case .logs: LogsStep.read(node, reading, below: root).map { .logs($0) }
    case .restart: ServiceStep.read(.restart, node, reading, below: root).map { .service($0) }
    case .reload: ServiceStep.read(.reload, node, reading, below: root).map { .service($0) }
    case .start: ServiceStep.read(.start, node, reading, below: root).map { .service($0) }
    case .stop: ServiceStep.read(.stop, node, reading, below: root).map { .service($0) }
    }
  }

  /// The one kind of a step.
  private static func word(of fields: Fields, _ findings: Findings) -> (Word, Node)? {
    let words = Word.allCases.compactMap { word in fields[word.rawValue].map { (word, $0) } }
    if words.count > 1 {
      let ordered = words.map { (fields.keyRange($0.0.rawValue), $0.0.rawValue) }.sorted { $0.0 < $1.0 }
      let names = ordered.map { "'\($0.1)'" }.joined(separator: " and ")
      findings.add("a step does one thing, found \(names)", at: ordered[1].0, hint: "begin a new step with '- '")
      return nil
    }
    if words.isEmpty, !fields.hasUnknownKeys {
      let kinds = Word.allCases.map(\.rawValue).joined(separator: ", ")
      findings.add("this step does nothing", at: fields.node.range.start, hint: "it needs one of \(kinds)")
    }
    return words.first
  }

  /// Reports the keys beside a kind that would have no effect there.
  private static func refuse(_ fields: Fields, beside word: Word, _ findings: Findings) {
    if fields["undo"] != nil, !word.takesUndo {
      let hint =
        switch word {
        case .copy, .template: "copied files are put back without it"
        case .patch: "patched files are put back without it"
        case .directory, .link, .remove: "what it changes is put back without it"
        case .git: "the checkout goes back to the commit before without it"
        default: "'\(word.rawValue)' changes nothing"
        }
      findings.add("no undo beside '\(word.rawValue)'", at: fields.keyRange("undo"), hint: hint)
    }
    if fields["timeout"] != nil, [.directory, .link, .remove].contains(word) {
      findings.add("no timeout beside '\(word.rawValue)', which has no commands", at: fields.keyRange("timeout"))
    }
    if fields["timeout"] != nil, word == .healthy || word == .logs {
      let key = word == .healthy ? "within" : "for"
      findings.add(
        "no timeout beside '\(word.rawValue)'", at: fields.keyRange("timeout"),
        hint: "use the key '\(key)' in '\(word.rawValue)'")
    }
  }

  private static func become(_ node: Node, _ reading: Reading) -> Become? {
    let choice = Become.read(node, reading)
    if case .stay = choice {
      reading.findings.add(
        "become: false is not known in a step", at: node.range,
        hint: "leave it out of the playbook, and write become: true in the steps that need it")
    }
    if let method = node.mapping?.entries.first(where: { $0.key.name == "method" }) {
      reading.findings.add(
        "no method in the become of a step", at: method.key.range,
        hint: "a step becomes another account from a run that is root's, which needs none")
    }
    return choice?.become
  }
}
