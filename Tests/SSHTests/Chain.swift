import TestSupport

/// A chain of servers under one ssh config: each is reached by way of the one before.
struct Chain {
  let servers: [LoopbackSSHD]
  var target: LoopbackSSHD { servers[servers.count - 1] }

  /// Names that the config gives them, the target's last.
  static func names(_ count: Int) -> [String] {
    ["first", "second", "third"].prefix(count - 1) + ["target"]
  }

  /// Writes all of them into the config of the target, with these lines for each host that has some.
  func configure(_ lines: [String: [String]]) throws {
    var config = ""
    for (name, server) in zip(Chain.names(servers.count), servers) {
      let own = try server.folder.read("ssh_config").split(separator: "\n").dropFirst()
      config += (["Host \(name)"] + lines[name, default: []] + own.map(String.init)).joined(separator: "\n") + "\n"
    }
    try target.folder.write(config, to: "ssh_config")
  }
}

/// Runs the body with so many servers, each configured by these lines.
func withChain<Value>(
  of count: Int, _ lines: [String] = [], _ body: (Chain) async throws -> Value
) async throws -> Value {
  try await grow([], count, lines, body)
}

private func grow<Value>(
  _ servers: [LoopbackSSHD], _ count: Int, _ lines: [String], _ body: (Chain) async throws -> Value
) async throws -> Value {
  guard servers.count < count else { return try await body(Chain(servers: servers)) }
  return try await withLoopbackSSHD(lines) { try await grow(servers + [$0], count, lines, body) }
}
