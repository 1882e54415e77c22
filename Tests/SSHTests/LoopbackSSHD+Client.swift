import Connection
import SSH
import TestSupport

extension LoopbackSSHD {
  /// Connects as the server's client config says.
  func connect(_ prompts: SSHPrompts = .none, timeout: Duration? = nil) async throws(ConnectionError) -> SSHConnection {
    try await SSHConnection.open(
      to: SSHDestination(host: "target"),
      options: SSHOptions(configFile: clientConfig, connectTimeout: timeout, prompts: prompts))
  }

  /// Connects, runs a command that says hello, and returns how the log-in went.
  func greet(_ prompts: SSHPrompts = .none) async throws -> String {
    let connection = try await connect(prompts)
    try await connection.start("echo hello")
    guard try await connection.receive() == .output(Array("hello\n".utf8)) else { return "no greeting" }
    await connection.close()
    return connection.summary
  }

  /// Connects so many times at once; one that fails fails all.
  func connectAtOnce(_ count: Int, _ options: SSHOptions) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<count {
        group.addTask { try await SSHConnection.open(to: SSHDestination(host: "target"), options: options).close() }
      }
      try await group.waitForAll()
    }
  }

  /// The error that connecting ends with.
  func failure(_ prompts: SSHPrompts = .none, timeout: Duration? = nil) async throws -> ConnectionError {
    do {
      let connection = try await connect(prompts, timeout: timeout)
      await connection.close()
    } catch {
      return error
    }
    throw Mishap("connecting succeeded")
  }
}
