internal import SourceText
internal import YAML

/// A command of the playbook, of which only its author knows what it changes.
package struct RunStep: Sendable {
  package let command: CommandText
  package let surroundings: Surroundings
  /// What says whether the command is needed; nil for one that always runs.
  package let condition: RunCondition?
  /// The statuses with which the command may end.
  package let expected: [Int]
}

/// What says whether a command is needed, without changing anything.
package enum RunCondition: Sendable, Hashable {
  /// Not needed if this succeeds.
  case unless(CommandText)
  /// Not needed if something lies at this path of the host.
  case creates(AbsolutePath)
  /// Needed if this ends with 0, not needed if it ends with 1; anything else is no answer.
  case probe(CommandText)
}

extension RunStep {
  private static let conditions = ["unless", "creates", "probe"]
  private static let shape = Shape(
    [
      "command": .text, "in": .map(container), "unless": .text, "creates": .text, "probe": .text,
      "env": .named(.either([.anyText, .nothing]), like: VariableName.form), "cwd": .text,
      "expect": .oneOrMore(.number(0...255)), "shell": .absolutePath,
    ], required: ["command"])
  fileprivate static let container = Shape(["compose": .text], required: ["compose"]).with(
    ComposeProject.settings)

  static let form = Form.either([.text, .map(shape)])

  static func read(_ node: Node, _ reading: Reading, below root: AbsolutePath) -> RunStep? {
    guard node.mapping != nil else {
      let plain = Surroundings(place: .host, settings: [], folder: nil, shell: nil)
      return reading.command(node, "a command", allowsBackup: true).map {
        RunStep(command: $0, surroundings: plain, condition: nil, expected: [0])
      }
    }
    guard let fields = reading.fields(node, of: "run", shape) else { return nil }
    let command = fields.required("command").flatMap { reading.command($0, "a command", allowsBackup: true) }
    let surroundings = reading.surroundings(fields, below: root)
    let expected = fields["expect"].map { reading.statuses($0) } ?? [0]
    let condition = condition(fields, reading, below: root)
    guard let command, let surroundings, let expected, condition.isRead else { return nil }
    return RunStep(command: command, surroundings: surroundings, condition: condition.value, expected: expected)
  }

  private static func condition(
    _ fields: Fields, _ reading: Reading, below root: AbsolutePath
  ) -> (value: RunCondition?, isRead: Bool) {
    let present = conditions.filter { fields[$0] != nil }
    guard let word = present.first, let node = fields[word] else { return (nil, true) }
    guard present.count == 1 else {
      let names = present.map { "'\($0)'" }.joined(separator: " and ")
      reading.findings.add(
        "one thing says whether the command is needed, found \(names)", at: fields.keyRange(present[1]))
      return (nil, false)
    }
    let condition: RunCondition?
    switch word {
    case "unless": condition = reading.command(node, "a command").map { .unless($0) }
    case "probe": condition = reading.command(node, "a command").map { .probe($0) }
    default:
      guard fields["in"] == nil else {
        reading.findings.add(
          "'creates' is a path of the host, and the command runs in a container", at: fields.keyRange(word),
          hint: "write unless: test -e PATH")
        return (nil, false)
      }
      condition = reading.hostPath(node, "a path", below: root).map { .creates($0) }
    }
    return (condition, condition != nil)
  }

  /// What the step cannot have beside it.
  func refuse(undo: CommandText?, hasAccount: Bool, at range: SourceRange, _ findings: Findings) {
    guard let service = surroundings.service else { return }
    if [command, undo].contains(where: { $0?.parts.contains(.backupFolder) ?? false }) {
      findings.add("'${backup}' is a folder of the host, which the container of '\(service)' does not see", at: range)
    }
    if hasAccount {
      findings.add(
        "'become' is for commands of the host, and this one runs in a container of '\(service)'", at: range)
    }
  }
}

extension Reading {
  fileprivate func surroundings(_ fields: Fields, below root: AbsolutePath) -> Surroundings? {
    var place: Surroundings.Place? = .host
    if let node = fields["in"] { place = container(node, below: root).map { .compose($0) } }
    let settings = fields["env"].map { self.settings($0) } ?? []
    var folder: AbsolutePath?
    if let node = fields["cwd"] {
      folder =
        fields["in"] == nil ? hostPath(node, "a path", below: root) : absolutePath(node, "a folder of the container")
      if folder == nil { return nil }
    }
    var shell: AbsolutePath?
    if let node = fields["shell"] {
      shell = absolutePath(node, "the path of a shell")
      if shell == nil { return nil }
    }
    guard let place, let settings else { return nil }
    return Surroundings(place: place, settings: settings, folder: folder, shell: shell)
  }

  private func container(_ node: Node, below root: AbsolutePath) -> ComposeService? {
    guard let fields = fields(node, of: "'in'", RunStep.container), let name = fields.required("compose"),
      let project = ComposeProject.read(fields, over: project, self, below: root)
    else { return nil }
    return value(name, "the name of a compose service") { scalar throws(Malformed) in
      try ComposeService(scalar.text, of: project)
    }
  }

  private func settings(_ node: Node) -> [Surroundings.Setting]? {
    guard let mapping = node.mapping else {
      findings.add("expected a map of names and values, found \(node.found)", at: node.range)
      return nil
    }
    var settings: [Surroundings.Setting] = []
    for entry in mapping.entries {
      guard Self.isVariable(entry.key.name) else {
        findings.add("'\(entry.key.name.shortened)' is not the name of a variable", at: entry.key.range)
        continue
      }
      guard entry.value.scalar != nil else {
        findings.add("expected a text, found \(entry.value.found)", at: entry.value.range)
        continue
      }
      guard let text = variables.expand(entry.value)?.literalText else { continue }
      guard !text.utf8.contains(0) else {
        findings.add("a NUL character cannot stand in the environment", at: entry.value.range)
        continue
      }
      settings.append(Surroundings.Setting(name: entry.key.name, value: text))
    }
    return settings.count == mapping.entries.count ? settings : nil
  }

  private static func isVariable(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
    return name.unicodeScalars.allSatisfy {
      $0.isASCII && ($0.properties.isAlphabetic || "_0123456789".unicodeScalars.contains($0))
    }
  }

  fileprivate func statuses(_ node: Node) -> [Int]? {
    let nodes = oneOrMore(node, "an exit status")
    let statuses = nodes.compactMap { node in
      value(node, "an exit status") { scalar throws(Malformed) in
        guard let status = Int(scalar.text), (0...255).contains(status) else {
          throw Malformed("expected an exit status from 0 to 255, found '\(scalar.text.shortened)'")
        }
        return status
      }
    }
    return statuses.isEmpty || statuses.count < nodes.count ? nil : statuses
  }
}
