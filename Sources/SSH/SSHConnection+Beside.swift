internal import CLibSSH2
package import Connection

extension SSHConnection {
  package func startBeside(_ command: String, upTo most: Int) async throws -> Int {
    try await cancellable { () async throws(ConnectionError) in
      let deadline = ContinuousClock.now + SSHConnection.patience
      do throws(ConnectionError) {
        while others.count < most {
          let opened = try await open(until: deadline)
          try await session.complete("start a command beside", until: deadline) { opened.execute(command) }
          others.append(Channel(opened, of: session))
        }
      } catch {
        // A server with few sessions for a connection (MaxSessions) turns further ones away; the others go on.
        guard error.kind == .protocolError else { throw error }
      }
      return others.count
    }
  }

  package func pour(_ next: (Int) -> [UInt8]?) async throws {
    let channel = try running()
    try await cancellable { () async throws(ConnectionError) in
      try await session.pour(into: [channel] + others, next)
    }
  }

  package func receive(from number: Int, until deadline: ContinuousClock.Instant?) async throws -> Received {
    try await receive(from: number == 0 ? try running() : others[number - 1], until: deadline, wake: nil)
  }

  /// Their ends are not waited for, since each would take a round trip: what they hold is freed with the session.
  package func endBeside() async throws {
    try await cancellable { () async throws(ConnectionError) in
      let deadline = ContinuousClock.now + SSHConnection.patience
      while let channel = others.popLast() {
        if try channel.isOver() { continue }
        try await session.complete("end the input of a command beside", until: deadline) {
          libssh2_channel_send_eof(channel.pointer)
        }
      }
    }
  }
}
