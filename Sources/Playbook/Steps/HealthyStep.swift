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
}

/// What is looked at, from the host itself.
package enum HealthCheck: Sendable, Hashable {
  case command(CommandText)
  case tcp(host: String, port: Int)
  case http(HTTPCheck)
}

extension HealthyStep {
  private static let kinds = ["cmd", "tcp", "http"]
  private static let keys = kinds + ["status", "body", "within", "every", "stable_for"]

  static func read(_ node: Node, _ reading: Reading) -> HealthyStep? {
    guard !UnsupportedService.refuse(node, "cmd:, tcp: or http:", reading.findings),
      let fields = reading.fields(node, of: "healthy", keys: keys)
    else { return nil }
    let within = duration("within", .seconds(60), fields, reading)
    let every = duration("every", .seconds(1), fields, reading)
    let stableFor = duration("stable_for", .zero, fields, reading)
    if let within, let stableFor, stableFor > within, let node = fields["stable_for"] {
      reading.findings.add("stable_for is longer than within, so this can never pass", at: node.range)
    }
    guard let check = check(fields, reading), let within, let every, let stableFor else { return nil }
    return HealthyStep(check: check, within: within, every: every, stableFor: stableFor)
  }

  private static func duration(
    _ key: String, _ standard: Duration, _ fields: Fields, _ reading: Reading
  ) -> Duration? {
    guard let node = fields[key] else { return standard }
    return reading.duration(node, "the duration '\(key)'", allowsZero: key == "stable_for")
  }

  private static func check(_ fields: Fields, _ reading: Reading) -> HealthCheck? {
    let present = kinds.filter { fields[$0] != nil }.sorted { fields.keyRange($0) < fields.keyRange($1) }
    if present.count > 1 {
      let names = present.map { "'\($0)'" }.joined(separator: " and ")
      reading.findings.add(
        "healthy checks one thing, found \(names)", at: fields.keyRange(present[1]), hint: "write a step for each")
      return nil
    }
    if present.isEmpty, !fields.hasUnknownKeys {
      reading.findings.add("healthy needs one of the keys cmd, tcp and http", at: fields.node.range.start)
    }
    for key in ["status", "body"] where fields[key] != nil && !present.contains("http") {
      reading.findings.add("'\(key)' stands only beside http", at: fields.keyRange(key))
    }
    if let node = fields["cmd"] { return reading.command(node, "a command").map { .command($0) } }
    if let node = fields["tcp"] { return tcp(node, reading) }
    return fields["http"].flatMap { HTTPCheck.read($0, fields, reading) }.map { .http($0) }
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
