/// What the ssh config says of one host, as far as it can be told without asking ssh.
struct ConfigExtract: Sendable, Equatable {
  /// Hosts of one audience are told the same but for where they are.
  struct Audience: Sendable, Hashable {
    let lines: [Int]
    let hasUser: Bool
    let hasPort: Bool
    /// What was typed comes before the config.
    let user: String?
    let port: Int?
    let identity: String?
  }

  let audience: Audience
  let alias: String
  let hostName: String
  /// Nil where nothing is said of it, or something else comes before.
  let user: String?
  let port: Int?

  /// Nil where the host may be told something that nobody else is.
  init?(_ selection: ConfigSelection, for destination: SSHDestination) {
    alias = destination.host
    let hostName = selection.hostName ?? destination.host
    // ssh refuses to go through the host that is meant.
    guard !selection.isPersonal, !selection.jumps.contains(where: { $0.mentions(hostName) }) else { return nil }
    self.hostName = hostName
    user = destination.user == nil ? selection.user : nil
    port = destination.port == nil ? selection.port : nil
    audience = Audience(
      lines: selection.lines, hasUser: user != nil, hasPort: port != nil, user: destination.user,
      port: destination.port, identity: destination.identity)
  }

  /// Whether it says what ssh said.
  func agrees(with configuration: SSHConfiguration) -> Bool {
    configuration == adapted(configuration)
  }

  /// What ssh would say of this host, by what it said of another one of the audience.
  func adapted(_ other: SSHConfiguration) -> SSHConfiguration {
    var configuration = other
    configuration.alias = alias
    configuration.hostName = hostName
    if let user { configuration.user = user }
    if let port { configuration.port = port }
    return configuration
  }
}

extension [UInt8] {
  fileprivate func mentions(_ name: String) -> Bool {
    String(decoding: self, as: UTF8.self).lowercased().contains(name)
  }
}
