import JSON
import TestSupport

/// A playbook, and the hosts as they are before it is deployed.
struct Trial: Sendable {
  struct Host: Sendable {
    let name: String
    var items: [TrialItem]
    /// What somebody changes by hand after the ground was deployed.
    var edits: [TrialItem]
  }

  struct Source: Sendable {
    let bytes: [UInt8]
    let mode: UInt32
  }

  struct Step: Sendable {
    /// The step as the playbook has it: JSON is YAML.
    var value: JSONValue
    var failure: Failure?
  }

  /// What a step is there for that fails.
  enum Failure: Sendable {
    /// A check before anything is changed says no.
    case beforehand
    /// It fails in its turn.
    case atWork
  }

  let seed: UInt64
  var hosts: [Host]
  var sources: [String: Source]
  /// What an earlier playbook deployed, from which drift is counted.
  var ground: [Step]
  var steps: [Step]
  /// Keys of the playbook beside hosts, root and steps.
  var keys: [String: JSONValue]
  /// Options of check and deploy.
  var options: [String]
  /// Variables, which a rollback needs too.
  var variables: [String]

  static let token = "truth-token-6b1f"
  static let environment = ["TRUTH_TOKEN": token]

  var revertsAll: Bool { keys["on_failure"] == nil }
}

extension Trial {
  /// A playbook over folders of hosts that lie in this one.
  func playbook(_ name: String, _ steps: [Step], servers: String) -> String {
    var lines = [
      "playbook: \(name)", "hosts: [\(hosts.map(\.name).joined(separator: ", "))]",
      #"root: "\#(servers)/${host}/root""#,
      #"vars: { outside: "\#(servers)/${host}/outside", word: red, size: large }"#,
      "secrets: { token: { env: TRUTH_TOKEN } }",
    ]
    lines += keys.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.rendered)" }
    lines.append("steps:")
    lines += steps.map { "  - \($0.value.rendered)" }
    return lines.joined(separator: "\n") + "\n"
  }

  var inventory: String {
    let names = hosts.map(\.name)
    let colors = ["red", "blue", "green"]
    let lines = names.enumerated().map { "  \($1): { vars: { color: \(colors[$0 % colors.count]) } }" }
    return "hosts:\n" + lines.joined(separator: "\n")
      + "\ngroups:\n  web: { hosts: [\(names.prefix(2).joined(separator: ", "))], vars: { size: small } }\n"
  }
}

extension Trial: CustomStringConvertible {
  /// All that it takes to understand it.
  var description: String {
    var lines = ["options: \((options + variables).joined(separator: " "))"]
    if !ground.isEmpty { lines += ["--- ground.yml"] + ground.map { "- \($0.value.rendered)" } }
    lines += ["--- site.yml", playbook("site", steps, servers: "SERVERS") + "--- hosts.yml", inventory]
    for host in hosts {
      lines.append("--- \(host.name)")
      lines += host.items.map(\.description) + host.edits.map { "then \($0)" }
    }
    let text = (steps + ground).map(\.value.rendered).joined()
    for (name, source) in sources.sorted(by: { $0.key < $1.key }) where text.contains(name) {
      let content =
        source.bytes.count > 600 ? "\(source.bytes.count) bytes" : String(decoding: source.bytes, as: UTF8.self)
      lines.append("--- \(name) (\(String(source.mode, radix: 8)))\n\(content)")
    }
    return lines.joined(separator: "\n")
  }
}
