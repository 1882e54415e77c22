package import Connection
internal import KnownHosts
internal import Reactor

extension SSHConnection {
  /// Connects to the host as the ssh config says, makes sure that it is the host, and logs in.
  package static func open(
    to destination: SSHDestination, options: SSHOptions = SSHOptions()
  ) async throws(ConnectionError) -> SSHConnection {
    try await open(to: SSHConfiguration.resolve(destination, configFile: options.configFile), options: options)
  }

  /// The same, where the ssh config has been asked already.
  static func open(
    to configuration: SSHConfiguration, options: SSHOptions
  ) async throws(ConnectionError) -> SSHConnection {
    if let detour = configuration.detour {
      throw ConnectionError(
        host: configuration.alias, .needsOpenSSH(reason: detour.reason), "\(detour.reason), which libssh2 cannot follow"
      )
    }
    let check = try await HostKeyCheck(configuration, prompts: options.prompts)
    let (session, key) = try await shakeHands(configuration, check, options)
    var notes: [String] = []
    if let note = try await check.trust(key) { notes.append(note) }
    let authentication = Authentication(session, configuration, options.prompts)
    let way = try await authentication.run()
    session.keepAlive(
      every: configuration.serverAliveInterval ?? .seconds(15), atMost: configuration.serverAliveCountMax)
    return SSHConnection(
      session,
      summary: "\(configuration.user)@\(configuration.alias):\(configuration.port) through libssh2 (\(way))",
      notes: notes)
  }

  private static func shakeHands(
    _ configuration: SSHConfiguration, _ check: HostKeyCheck, _ options: SSHOptions
  ) async throws(ConnectionError) -> (Session, [UInt8]) {
    let host = configuration.alias
    let patience = options.connectTimeout ?? configuration.connectTimeout ?? .seconds(30)
    let deadline = ContinuousClock.now + patience
    let types = check.types
    guard !types.isEmpty else {
      let reason = "HostKeyAlgorithms leaves no host key type that libssh2 can check"
      throw ConnectionError(host: host, .needsOpenSSH(reason: reason), reason)
    }
    let socket = try await TCPSocket.connect(Endpoint(configuration), until: deadline)
    let session = try Session(over: socket, to: host)
    let key = try await session.handshake(hostKeyTypes: types, until: deadline)
    return (session, key)
  }
}

extension SSHConfiguration {
  fileprivate var detour: Unsupported? { proxyCommand.map { .proxyCommand($0) } ?? jump.map { .jump($0) } }
}
