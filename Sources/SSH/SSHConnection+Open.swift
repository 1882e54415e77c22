package import Connection
internal import KnownHosts
internal import Reactor

extension SSHConnection {
  /// Connects to the host as the ssh config says, makes sure that it is the host, and logs in.
  package static func open(
    to destination: SSHDestination, options: SSHOptions = SSHOptions()
  ) async throws(ConnectionError) -> SSHConnection {
    let configuration = try await SSHConfiguration.resolve(destination, configFile: options.configFile)
    if let detour = configuration.detour {
      throw .detour(configuration.alias, detour)
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

extension ConnectionError {
  fileprivate static func detour(_ host: String, _ setting: String) -> ConnectionError {
    let reason =
      setting.hasPrefix("ProxyJump")
      ? "it is reached through a jump host (\(setting)), which is not supported yet"
      : "it is reached through a command (\(setting)), which is not supported yet"
    return ConnectionError(host: host, .needsOpenSSH(reason: reason), reason)
  }
}
