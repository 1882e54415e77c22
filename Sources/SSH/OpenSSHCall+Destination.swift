internal import Connection
internal import Reactor

extension OpenSSHCall {
  /// How ssh is called for this host.
  ///
  /// Without a terminal, and without what the config may want beside a command: forwarded ports and agents, a command of
  /// its own. A master is used where one is open, but not left behind.
  init(
    _ client: String, to destination: SSHDestination, _ configuration: SSHConfiguration, _ options: SSHOptions,
    reason: String?
  ) {
    var settings = [
      "BatchMode=yes", "ControlMaster=no", "ClearAllForwardings=yes", "RemoteCommand=none", "PermitLocalCommand=no",
    ]
    // 'no' lets ssh itself take a key that has changed.
    if configuration.strictHostKeyChecking == .acceptNew { settings.append("StrictHostKeyChecking=accept-new") }
    if options.isFresh { settings.append("ControlPath=none") }
    let patience = options.connectTimeout ?? configuration.connectTimeout ?? .seconds(30)
    settings.append("ConnectTimeout=\(max(1, patience.components.seconds))")
    if configuration.serverAliveInterval == nil { settings.append("ServerAliveInterval=15") }
    self.init(
      client: client,
      arguments: ["-T", "-a", "-x"] + settings.flatMap { ["-o", $0] } + destination.words(options.configFile),
      host: destination.host, user: configuration.user, port: configuration.port, reason: reason,
      place: "\(configuration.jump ?? "") \(configuration.hostName):\(configuration.port)", connectTimeout: patience,
      // Jump hosts take their own time, and so does a person who touches a security key.
      patience: patience + .seconds(90))
  }

  /// Whether a master is open that ssh would use.
  static func hasOpenMaster(
    _ client: String, _ destination: SSHDestination, _ options: SSHOptions
  ) async throws(CancellationError) -> Bool {
    let words = ["-O", "check"] + destination.words(options.configFile) + ["--", destination.host]
    do {
      return try await Subprocess.run(client, words, deadline: .now + .seconds(10)).status == .exited(0)
    } catch let error as CancellationError {
      throw error
    } catch {
      return false
    }
  }
}

extension SSHDestination {
  /// What ssh has to be told beside the host's name.
  func words(_ configFile: String?) -> [String] {
    let named = [("-F", configFile), ("-p", port.map { "\($0)" }), ("-l", user), ("-i", identity)]
    return named.flatMap { flag, value in value.map { [flag, $0] } ?? [] }
  }
}
