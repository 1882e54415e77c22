internal import SourceText
internal import YAML

/// A service to start, stop or make aware of new files.
package struct ServiceStep: Sendable {
  package let action: ServiceAction
  package let service: Service
}

package enum ServiceAction: String, Sendable, CaseIterable {
  case restart, reload, start, stop
}

/// How a service is reached.
package enum Service: Sendable, Hashable {
  /// By a command of its own, and perhaps a second one that succeeds while the service runs.
  case command(CommandText, status: CommandText?)
}

extension ServiceStep {
  static func read(_ action: ServiceAction, _ node: Node, _ reading: Reading) -> ServiceStep? {
    let word = action.rawValue
    if let scalar = node.scalar, !scalar.isNull {
      reading.findings.add(
        "expected a map in \(word), found '\(scalar.text.shortened)'", at: node.range,
        hint: "write \(word): { command: \"…\" }")
      return nil
    }
    guard !UnsupportedService.refuse(node, "command:", reading.findings),
      let fields = reading.fields(node, of: word, keys: ["command", "status"])
    else { return nil }
    let command = fields.required("command").flatMap { reading.command($0, "a command", allowsBackup: true) }
    let status = fields["status"].flatMap { reading.command($0, "a command") }
    return command.map { ServiceStep(action: action, service: .command($0, status: status)) }
  }
}

/// The services that are known by name only.
enum UnsupportedService {
  /// Reports `systemd:` and `compose:`, and says what to use in their place.
  static func refuse(_ node: Node, _ instead: String, _ findings: Findings) -> Bool {
    let entries = node.mapping?.entries.filter { ["systemd", "compose"].contains($0.key.name) } ?? []
    for entry in entries {
      findings.add("\(entry.key.name) services are not supported yet; use \(instead)", at: entry.key.range)
    }
    return !entries.isEmpty
  }
}
