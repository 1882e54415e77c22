internal import CLibSSH2
package import Connection
package import Reactor

/// A command on a host reached through libssh2.
package final class SSHConnection: Connection {
  package let summary: String
  package let account: String?
  package let notes: [String]

  let session: Session
  /// The sessions with the jump hosts, which carry this one.
  private let hops: [Session]
  var channel: Channel?
  /// Commands beside the first one.
  var others: [Channel] = []

  init(_ session: Session, hops: [Session] = [], account: String? = nil, summary: String, notes: [String]) {
    self.session = session
    self.hops = hops
    self.account = account
    self.summary = summary
    self.notes = notes
  }

  /// How much the host may send ahead of what was read.
  private static let window: UInt32 = 2 << 20

  /// How long the host may take to accept the command.
  static let patience = Duration.seconds(60)

  package func start(_ command: String) async throws {
    precondition(channel == nil, "a connection runs one command")
    guard !session.isClosed else { throw ConnectionError(host: session.host, .lost, "the connection is closed") }
    try await cancellable { () async throws(ConnectionError) in
      let deadline = ContinuousClock.now + SSHConnection.patience
      let opened = try await open(until: deadline)
      try await session.complete("start the command", until: deadline) { opened.execute(command) }
      channel = Channel(opened, of: session)
    }
  }

  func open(until deadline: ContinuousClock.Instant) async throws(ConnectionError) -> OpaquePointer {
    try await session.obtain("open a channel", until: deadline) {
      libssh2_channel_open_ex(
        session.pointer, "session", 7, SSHConnection.window, UInt32(LIBSSH2_CHANNEL_PACKET_DEFAULT), nil, 0)
    }
  }

  package func send(_ bytes: [UInt8]) async throws {
    let channel = try running()
    var rest: [UInt8]? = bytes
    try await cancellable { () async throws(ConnectionError) in
      try await session.pour(into: [channel]) { _ in
        defer { rest = nil }
        return rest
      }
    }
  }

  package func sendEnd() async throws {
    let channel = try running()
    try await cancellable { () async throws(ConnectionError) in
      if try channel.isOver() { return }
      let deadline = ContinuousClock.now + SSHConnection.patience
      try await session.complete("end the input", until: deadline) { libssh2_channel_send_eof(channel.pointer) }
    }
  }

  package func receive(until deadline: ContinuousClock.Instant?, wake: Wake?) async throws -> Received {
    try await receive(from: try running(), until: deadline, wake: wake)
  }

  func receive(
    from channel: Channel, until deadline: ContinuousClock.Instant?, wake: Wake?
  ) async throws -> Received {
    try await cancellable { () async throws(ConnectionError) in
      while true {
        if let said = try await channel.next() { return said }
        if try channel.isOver() { return .end(channel.status) }
        if channel.hasNews { continue }
        switch try await session.ready(until: [deadline, channel.soon].compactMap { $0 }.min(), wake: wake) {
        case .ready: continue
        case .woken: return .woken
        case .deadline: if let deadline, deadline <= .now { return .deadline }
        }
      }
    }
  }

  package func close() async {
    session.close()
    for hop in hops.reversed() { hop.close() }
    channel = nil
    others = []
  }

  func running() throws(ConnectionError) -> Channel {
    guard let channel else {
      throw ConnectionError(host: session.host, .lost, "no command runs on this connection")
    }
    return channel
  }

  /// A cancelled task gets the error it expects, and a jump host that fails is named.
  func cancellable<Value>(
    _ body: () async throws(ConnectionError) -> Value
  ) async throws -> Value {
    do {
      return try await body()
    } catch {
      if error.kind == .cancelled { throw CancellationError() }
      throw error.seen(from: session.host)
    }
  }
}

extension OpaquePointer {
  /// Asks the host to run a command in this channel; to be repeated until it has answered.
  func execute(_ command: String) -> Int32 {
    libssh2_channel_process_startup(self, "exec", 4, command, UInt32(command.utf8.count))
  }
}
