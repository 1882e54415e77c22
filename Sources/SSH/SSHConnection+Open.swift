package import Connection

extension SSHConnection {
  /// Connects to the host as the ssh config says, makes sure that it is the host, and logs in.
  package static func open(
    to destination: SSHDestination, options: SSHOptions = SSHOptions()
  ) async throws(ConnectionError) -> SSHConnection {
    try await open(SSHRoute.find(to: destination, options: options))
  }

  /// Connects to each station of the way over the one before it.
  ///
  /// With a trial, what only the OpenSSH client can do ends this before anybody is asked for a password.
  static func open(_ route: SSHRoute, trial: KeyTrial? = nil) async throws(ConnectionError) -> SSHConnection {
    let target = route.target
    var arrivals: [Arrival] = []
    do {
      for station in route.stations {
        let before = arrivals.last?.session
        arrivals.append(try await Arrival.at(station, through: before, route.options, trial: trial))
      }
    } catch {
      for arrival in arrivals.reversed() { arrival.session.close() }
      throw error.seen(from: target.alias).hinting(at: target.unreadConfig)
    }
    let hops = arrivals.dropLast()
    guard let arrival = arrivals.last else { preconditionFailure("a route leads somewhere") }
    let through = hops.isEmpty ? "" : ", by way of \(route.stations.dropLast().map(\.alias).joined(separator: ", "))"
    return SSHConnection(
      arrival.session, hops: hops.map(\.session), account: target.user,
      summary: "\(target.user)@\(target.alias):\(target.port) through libssh2 (\(arrival.way))\(through)",
      notes: arrivals.flatMap(\.notes))
  }
}
