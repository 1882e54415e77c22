import Connection
import Reactor
import SSH
import TestSupport

/// The ways to run a command that must all keep the same contract.
enum Transport: CaseIterable, Sendable {
  case local
  case libssh2
  /// Through a session with a jump host.
  case libssh2Jumping
  case openssh

  /// Runs the body with a connection on which the command has just been started.
  func running<Value>(_ command: String, _ body: (any Connection) async throws -> Value) async throws -> Value {
    switch self {
    case .local:
      return try await start(LocalConnection(), command, body)
    case .libssh2:
      return try await over(.libssh2, command, body)
    case .libssh2Jumping:
      return try await over(.libssh2, by: "bastion", command, body)
    case .openssh:
      return try await over(.openssh, command, body)
    }
  }

  /// Runs the body with a connection on which nothing was started.
  func reaching<Value>(_ body: (any Connection) async throws -> Value) async throws -> Value {
    switch self {
    case .local: throw Mishap("this machine needs no tunnel")
    case .libssh2: return try await over(.libssh2, nil, body)
    case .libssh2Jumping: return try await over(.libssh2, by: "bastion", nil, body)
    case .openssh: return try await over(.openssh, nil, body)
    }
  }

  private func over<Value>(
    _ name: TransportName, by jumpHost: String? = nil, _ command: String?,
    _ body: (any Connection) async throws -> Value
  ) async throws -> Value {
    try await withLoopbackSSHD { server in
      if let jumpHost {
        try server.configureClient(["ProxyJump \(jumpHost)"])
        // Every host but the target is this server, reached directly.
        let way = try server.folder.read("ssh_config").split(separator: "\n").drop { !$0.hasPrefix("HostName") }
        let config = try server.folder.read("ssh_config")
        try server.folder.write("\(config)Host \(jumpHost)\n\(way.joined(separator: "\n"))\n", to: "ssh_config")
      }
      let options = SSHOptions(configFile: server.clientConfig)
      let connection = try await SSH.Transport.open(to: SSHDestination(host: "target"), by: name, options: options)
      return try await start(connection, command, body)
    }
  }

  private func start<Value>(
    _ connection: any Connection, _ command: String?, _ body: (any Connection) async throws -> Value
  ) async throws -> Value {
    do {
      if let command { try await connection.start(command) }
      let value = try await body(connection)
      await connection.close()
      return value
    } catch {
      await connection.close()
      throw error
    }
  }
}
