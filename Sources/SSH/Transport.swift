package import Connection

/// Chooses what carries the connection to a host.
package enum Transport {
  /// Reaches the host by the transport that was asked for, or by the one that it needs.
  ///
  /// What goes over ssh is connected when its command is started.
  package static func open(
    to destination: SSHDestination, by name: TransportName = .auto, options: SSHOptions = SSHOptions()
  ) async throws(ConnectionError) -> any Connection {
    try await open(to: destination, by: name, options: options, client: ProgramPath.find("ssh"))
  }

  private static func open(
    to destination: SSHDestination, by name: TransportName, options: SSHOptions, client: String?
  ) async throws(ConnectionError) -> any Connection {
    switch name {
    case .local: return try local(destination)
    case .auto where destination.isThisMachine: return LocalConnection()
    case .auto, .libssh2, .openssh: break
    }
    let route = try await SSHRoute.find(to: destination, options: options, client: client)
    return try await open(to: destination, by: name, client: client, route)
  }

  static func open(
    to destination: SSHDestination, by name: TransportName, client: String?, _ route: SSHRoute
  ) async throws(ConnectionError) -> any Connection {
    let (configuration, options) = (route.target, route.options)
    func throughSSH(_ reason: String?) throws(ConnectionError) -> any Connection {
      guard let client else { throw .noClient(destination.host, reason) }
      let call = OpenSSHCall(client, to: destination, configuration, options, reason: reason)
      return OpenSSHConnection(call) { await HostKeyCheck.fingerprint(at: $0) }
    }
    if name == .openssh { return try throughSSH(nil) }
    if name == .auto {
      let hasMaster: Bool
      do {
        hasMaster = try await hasOpenMaster(client, destination, configuration, options)
      } catch {
        throw .cancelled(destination.host)
      }
      if let lack = try await route.unsupported(hasOpenMaster: hasMaster) { return try throughSSH(lack.reason) }
    }
    var trial: KeyTrial?
    if name == .auto, let client {
      let call = OpenSSHCall(client, to: destination, configuration, options, reason: nil)
      trial = { () async throws(CancellationError) in try await options.trials.answer(of: call) }
    }
    do {
      return try await SSHConnection.open(route, trial: trial)
    } catch {
      guard case .needsOpenSSH(let reason) = error.kind else { throw error }
      // What only shows on the way, such as a server that takes but the RSA key.
      if trial != nil { return try throughSSH(reason) }
      throw ConnectionError(
        host: error.host, error.kind, error.message,
        hint: client == nil ? ConnectionError.installHint : "leave --transport libssh2 out, and ssh connects")
    }
  }

  private static func hasOpenMaster(
    _ client: String?, _ destination: SSHDestination, _ configuration: SSHConfiguration, _ options: SSHOptions
  ) async throws(CancellationError) -> Bool {
    guard let client, configuration.hasControlPath, !options.isFresh else { return false }
    return try await OpenSSHCall.hasOpenMaster(client, destination, options)
  }

  private static func local(_ destination: SSHDestination) throws(ConnectionError) -> any Connection {
    guard destination.isThisMachine else {
      throw ConnectionError(
        host: destination.host, .configuration, "--transport local reaches this machine only",
        hint: "write 'localhost', without a user and a port, for this machine")
    }
    return LocalConnection()
  }
}

extension SSHDestination {
  /// With a user or a port somebody means an sshd, perhaps one that listens here for another machine.
  package var isThisMachine: Bool { host == "localhost" && user == nil && port == nil }
}

extension ConnectionError {
  fileprivate static let installHint =
    "install the OpenSSH client (Debian: apt install openssh-client), or use an ed25519 key (ssh-keygen -t ed25519)"

  fileprivate static func noClient(_ host: String, _ reason: String?) -> ConnectionError {
    let words = reason.map { "only ssh can connect to it, since \($0); but no ssh is installed here" }
    return ConnectionError(
      host: host, .needsOpenSSH(reason: reason ?? "it was asked for"), words ?? "no ssh is installed here",
      hint: installHint)
  }
}
