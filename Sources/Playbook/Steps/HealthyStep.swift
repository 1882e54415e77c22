internal import SourceText
internal import YAML

/// A check that must pass before the deploy counts as done.
package struct HealthyStep: Sendable {
  package let check: HealthCheck
  /// How long the check may take to pass for the first time.
  package let within: Duration
  /// The time between two attempts.
  package let every: Duration
  /// How long it has to keep passing.
  package let stableFor: Duration
  /// The playbook has no such step: it follows from what was started.
  package var isImplied = false
}

/// What is looked at, from the host itself.
package enum HealthCheck: Sendable, Hashable {
  case command(CommandText)
  case tcp(host: String, port: Int)
  case http(HTTPCheck)
  /// Every unit is active, and stays the same process.
  case systemd([UnitName])
  /// Every container runs, is healthy if it says so, and stays the same.
  case compose([ComposeService])
}

extension HealthyStep {
  static let shape = Shape(
    [
      "systemd": .oneOrMore(.text), "systemd_user": .oneOrMore(.text), "compose": .oneOrMore(.text), "cmd": .text,
      "tcp": .text, "http": .text,
    ], oneOf: ["systemd", "systemd_user", "compose", "cmd", "tcp", "http"]
  ).with(HTTPCheck.settings).with(["within": .duration, "every": .duration, "stable_for": .duration])
    .with(ComposeProject.settings)

  /// How long what is started has to keep running.
  static let usualStability = Duration.seconds(10)

  static func read(_ node: Node, _ reading: Reading, below root: AbsolutePath) -> HealthyStep? {
    guard let fields = reading.fields(node, of: "healthy", shape) else { return nil }
    let within = duration("within", .seconds(60), fields, reading)
    let every = duration("every", .seconds(1), fields, reading)
    // A unit or container that dies a little later looks well at first.
    let isWatched = ["systemd", "systemd_user", "compose"].contains { fields[$0] != nil }
    let stableFor = duration("stable_for", isWatched ? usualStability : .zero, fields, reading)
    guard let check = check(fields, reading, below: root), let within, let every, let stableFor else { return nil }
    return HealthyStep(check: check, within: within, every: every, stableFor: stableFor)
  }

  private static func duration(
    _ key: String, _ standard: Duration, _ fields: Fields, _ reading: Reading
  ) -> Duration? {
    guard let node = fields[key] else { return standard }
    return reading.duration(node, "the duration '\(key)'", allowsZero: key == "stable_for")
  }

  private static func check(_ fields: Fields, _ reading: Reading, below root: AbsolutePath) -> HealthCheck? {
    let kind = fields.only(of: shape.kinds, reading.findings)
    for key in HTTPCheck.settings.map(\.key) where fields[key] != nil && kind != "http" {
      reading.findings.add("'\(key)' stands only beside http", at: fields.keyRange(key))
    }
    guard let kind, let node = fields[kind] else { return nil }
    if kind != "compose" { ComposeProject.refuse(fields, reading.findings) }
    switch kind {
    case "systemd", "systemd_user": return reading.units(node, kind).map { .systemd($0) }
    case "compose": return reading.composeServices(node, fields, below: root).map { .compose($0) }
    case "cmd": return reading.command(node, "a command").map { .command($0) }
    case "tcp": return tcp(node, reading)
    default: return HTTPCheck.read(node, fields, reading).map { .http($0) }
    }
  }

  private static func tcp(_ node: Node, _ reading: Reading) -> HealthCheck? {
    reading.value(node, "a port or host:port") { scalar throws(Malformed) in
      if !scalar.text.contains(":") {
        return .tcp(host: "127.0.0.1", port: try PortNumber(scalar.text).value)
      }
      let endpoint = try Endpoint(scalar.text)
      guard let port = endpoint.port else {
        throw Malformed("the port is missing in '\(scalar.text.shortened)'", hint: "write 127.0.0.1:8000")
      }
      return .tcp(host: endpoint.host, port: port)
    }
  }
}
