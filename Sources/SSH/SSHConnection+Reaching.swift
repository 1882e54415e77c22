internal import CLibSSH2
internal import Connection

extension SSHConnection {
  package func reach(_ address: String, port: Int) async throws {
    guard !session.isClosed else { throw ConnectionError(host: session.host, .lost, "the connection is closed") }
    try await cancellable { () async throws(ConnectionError) in
      let deadline = ContinuousClock.now + SSHConnection.patience
      if let last = channel {
        channel = nil
        try await session.complete("end a stream", until: deadline) { libssh2_channel_free(last.pointer) }
      }
      let opened = try await Tunnel.channel(
        through: session, to: address, port, named: "\(address), port \(port)", until: deadline)
      channel = Channel(opened, of: session, isStream: true)
    }
  }
}
