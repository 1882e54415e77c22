internal import Connection

/// The way to a host: what the ssh config says of it and of each jump host before it.
struct SSHRoute: Sendable {
  /// The host that is meant comes last.
  var stations: [SSHConfiguration]
  let options: SSHOptions

  /// More than anybody needs, so that a config that leads in a circle ends.
  private static let longest = 16

  /// What the ssh config says of the host itself.
  var target: SSHConfiguration {
    guard let target = stations.last else { preconditionFailure("a route leads somewhere") }
    return target
  }

  /// Asks the ssh config; nothing is connected to yet.
  static func find(
    to destination: SSHDestination, options: SSHOptions = SSHOptions(), client: String? = ProgramPath.find("ssh")
  ) async throws(ConnectionError) -> SSHRoute {
    var stations: [SSHConfiguration] = []
    var next = destination
    // For a list of several the config of the last one is not asked how to get there.
    var before: String?
    while true {
      let station: SSHConfiguration
      do {
        station = try await SSHConfiguration.resolve(
          next, configFile: options.configFile, jumpHosts: before, client: client, answers: options.answers)
      } catch {
        throw error.seen(from: destination.host)
      }
      stations.append(station)
      guard let list = station.jump else { break }
      guard let host = JumpHosts(list)?.hosts.last else {
        throw ConnectionError(host: destination.host, .configuration, "cannot read 'ProxyJump \(list)'")
      }
      guard stations.count <= longest else {
        let names = stations.prefix(4).map(\.alias).joined(separator: ", through ")
        throw ConnectionError(
          host: destination.host, .configuration, "ProxyJump leads through more than \(longest) hosts: \(names), …",
          hint: "does the ssh config lead in a circle? 'ProxyJump none' ends it at a host that is reached directly")
      }
      before = list.lastIndex(of: ",").map { String(list[..<$0]) }
      next = host
    }
    return SSHRoute(stations: stations.reversed(), options: options)
  }

  /// The first thing on this way that only the OpenSSH client can do, as far as can be seen without connecting.
  ///
  /// Everything that is looked at is on this machine: the ssh config, known_hosts, the key files and the agent's list.
  func unsupported(hasOpenMaster: Bool) async throws(ConnectionError) -> Unsupported? {
    for station in stations.reversed() {
      let isTarget = station.alias == stations.last?.alias
      do {
        let keys = try await station.userKeys()
        if let lack = station.unsupported(keys, hasOpenMaster: isTarget && hasOpenMaster) { return lack }
      } catch {
        throw .cancelled(station.alias)
      }
      let check = try await HostKeyCheck(station, prompts: .none, shelf: options.shelf)
      if let lack = check.unsupported { return lack }
    }
    return nil
  }
}

extension ConnectionError {
  /// Names the jump host that is to blame to somebody who asked for another host.
  func seen(from host: String) -> ConnectionError {
    guard self.host != host else { return self }
    if kind == .cancelled { return .cancelled(host) }
    return ConnectionError(host: host, kind, "jump host \(self.host): \(message)", hint: hint)
  }
}
