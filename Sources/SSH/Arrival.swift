internal import Connection
internal import KnownHosts
internal import Reactor

/// One station of the way, reached and logged in to.
struct Arrival {
  let session: Session
  /// By what the log-in succeeded.
  let way: String
  let notes: [String]

  /// Connects, over the session with the station before if there is one, makes sure that it is the host, and logs in.
  static func at(
    _ configuration: SSHConfiguration, through before: Session?, _ options: SSHOptions, trial: KeyTrial?
  ) async throws(ConnectionError) -> Arrival {
    if let gap = configuration.gap { throw gap.error(at: configuration.alias) }
    let asked = AskedTime()
    do {
      return try await at(configuration, through: before, options, asked, trial: trial)
    } catch {
      guard error.kind == .lost, error.host == configuration.alias, asked.isWorthAnother else { throw error }
    }
    // What people answered is remembered, so that nobody is asked for it twice; only an agent may ask once more.
    return try await at(configuration, through: before, options, nil, trial: trial)
  }

  private static func at(
    _ configuration: SSHConfiguration, through before: Session?, _ options: SSHOptions, _ asked: AskedTime?,
    trial: KeyTrial?
  ) async throws(ConnectionError) -> Arrival {
    let prompts = configuration.isBatchMode ? .none : asked.map(options.prompts.timed) ?? options.prompts
    let check = try await HostKeyCheck(configuration, prompts: prompts, shelf: options.shelf)
    if let unsupported = check.unsupported { throw unsupported.error(at: configuration.alias) }

    let endpoint = Endpoint(configuration)
    let place = "\(before?.host ?? "") \(endpoint.hostName):\(endpoint.port)"
    do {
      try await StartsGate.shared.enter(place)
    } catch {
      throw .cancelled(configuration.alias)
    }
    defer { StartsGate.shared.leave(place) }

    let patience = options.connectTimeout ?? configuration.connectTimeout ?? .seconds(30)
    let algorithms = Algorithms(configuration, hostKeyTypes: check.types)
    let (session, key) = try await StartsGate.shared.insist(at: place, of: endpoint.alias, within: patience) {
      deadline throws(ConnectionError) in
      asked?.start()
      return try await shakeHands(endpoint, through: before, algorithms, check, until: deadline)
    }
    var notes: [String] = []
    if let note = try await check.trust(key) { notes.append(note) }
    let way = try await Authentication(session, configuration, prompts, asked, trial: trial).run()
    session.keepAlive(
      every: configuration.serverAliveInterval ?? .seconds(15), atMost: configuration.serverAliveCountMax)
    return Arrival(session: session, way: way, notes: notes)
  }

  private static func shakeHands(
    _ endpoint: Endpoint, through before: Session?, _ algorithms: Algorithms, _ check: HostKeyCheck,
    until deadline: ContinuousClock.Instant
  ) async throws(ConnectionError) -> (Session, [UInt8]) {
    let carrier: any Carrier =
      if let before { try await Tunnel.open(through: before, to: endpoint, until: deadline) } else {
        try await TCPSocket.connect(endpoint, until: deadline)
      }
    let session = try Session(over: carrier, to: endpoint.alias)
    return (session, try await session.handshake(algorithms, check, until: deadline))
  }
}
