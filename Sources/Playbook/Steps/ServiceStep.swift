internal import SourceText
internal import YAML

/// A service to start, stop or make aware of new files.
package struct ServiceStep: Sendable {
  package let action: ServiceAction
  package let service: Service
  /// It is done although nothing before it changed.
  package let isUnconditional: Bool
  /// A gate is made for it where the playbook has none.
  package let wantsGate: Bool
  /// The images of its compose services are built anew.
  package let rebuilds: Bool
}

package enum ServiceAction: String, Sendable, CaseIterable {
  case restart, reload, start, stop
  /// What a restart has to be where the settings of a container change, or its image; no words of the language.
  case recreate, rebuild
}

/// How a service is reached.
package enum Service: Sendable, Hashable {
  /// By a command of its own, and perhaps a second one that succeeds while the service runs.
  case command(CommandText, status: CommandText?)
  /// Units of one systemd, in the order in which they are touched.
  case systemd([UnitName])
  /// Services of one compose project.
  case compose([ComposeService])
}

extension ServiceStep {
  static let shape = Shape(
    [
      "systemd": .oneOrMore(.text), "systemd_user": .oneOrMore(.text), "compose": .oneOrMore(.text), "command": .text,
      "status": .text, "always": .flag, "healthy": .flag, "rebuild": .flag,
    ], oneOf: ["systemd", "systemd_user", "compose", "command"]
  ).with(ComposeProject.settings)

  static func read(
    _ action: ServiceAction, _ node: Node, _ reading: Reading, below root: AbsolutePath
  ) -> ServiceStep? {
    let word = action.rawValue
    if let scalar = node.scalar, !scalar.isNull {
      reading.findings.add(
        "expected a map in \(word), found '\(scalar.text.shortened)'", at: node.range,
        hint: "write \(word): { compose: … }, { systemd: … } or { command: \"…\" }")
      return nil
    }
    guard let fields = reading.fields(node, of: word, shape),
      let kind = fields.only(of: shape.kinds, reading.findings)
    else { return nil }
    if kind != "command", fields["status"] != nil {
      reading.findings.add(
        "'status' stands only beside command", at: fields.keyRange("status"),
        hint: "units and services are asked without it: leave it out")
      return nil
    }
    if fields["rebuild"] != nil, kind != "compose" || action != .restart {
      reading.findings.add(
        "'rebuild' stands only beside compose, in a restart", at: fields.keyRange("rebuild"),
        hint: "an image is built anew for containers that are made anew")
      return nil
    }
    if kind != "compose" { ComposeProject.refuse(fields, reading.findings) }
    let rebuilds = fields["rebuild"].map { reading.flag($0) } ?? false
    let isUnconditional = fields["always"].map { reading.flag($0) } ?? false
    let wantsGate = fields["healthy"].map { self.wantsGate($0, reading) } ?? true
    guard let service = service(kind, fields, reading, below: root), let isUnconditional, let wantsGate, let rebuilds
    else {
      return nil
    }
    return ServiceStep(
      action: action, service: service, isUnconditional: isUnconditional, wantsGate: wantsGate, rebuilds: rebuilds)
  }

  private static func wantsGate(_ node: Node, _ reading: Reading) -> Bool? {
    guard node.scalar != nil else {
      reading.findings.add(
        "expected true or false, found \(node.found)", at: node.range,
        hint: "what shall be looked at stands in a step of its own, - healthy: { … }")
      return nil
    }
    return reading.flag(node)
  }

  private static func service(
    _ kind: String, _ fields: Fields, _ reading: Reading, below root: AbsolutePath
  ) -> Service? {
    guard let node = fields[kind] else { return nil }
    switch kind {
    case "systemd", "systemd_user": return reading.units(node, kind).map { .systemd($0) }
    case "compose": return reading.composeServices(node, fields, below: root).map { .compose($0) }
    default:
      let command = reading.command(node, "a command", allowsBackup: true)
      let status = fields["status"].flatMap { reading.command($0, "a command") }
      return command.map { .command($0, status: status) }
    }
  }
}

extension Reading {
  /// One unit or a list of them, none twice, of the manager that this key names.
  func units(_ node: Node, _ word: String) -> [UnitName]? {
    guard let manager = UnitManager(word: word) else { return nil }
    return names(node, "the name of a unit") { text throws(Malformed) in try UnitName(text, of: manager) }
  }

  /// One name or a list of them, none twice.
  func names<Name: Hashable>(
    _ node: Node, _ expected: String, _ parse: (String) throws(Malformed) -> Name
  ) -> [Name]? {
    let nodes = oneOrMore(node, expected)
    var names: [Name] = []
    for node in nodes {
      let name = value(node, expected) { scalar throws(Malformed) in try parse(scalar.text) }
      guard let name else { continue }
      if names.contains(name) {
        findings.add("'\(name)' is named already", at: node.range)
      } else {
        names.append(name)
      }
    }
    return names.isEmpty || names.count < nodes.count ? nil : names
  }
}
