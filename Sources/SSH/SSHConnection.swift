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
  // Owned by the session, which frees it with itself.
  var channel: OpaquePointer?
  /// What is open is a stream to an address, which has no status of its own.
  private var isStream = false
  private var held = HeldOutput()
  private var ended: ExitStatus?
  /// Whether something has come that could not be read.
  ///
  /// That is so until new keys are agreed on, or for ever where it is of a kind that no command sends. Nothing tells which.
  private var isStuck = false

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
      let opened = try await session.obtain("open a channel", until: deadline) {
        libssh2_channel_open_ex(
          session.pointer, "session", 7, SSHConnection.window, UInt32(LIBSSH2_CHANNEL_PACKET_DEFAULT), nil, 0)
      }
      try await session.complete("start the command", until: deadline) {
        libssh2_channel_process_startup(opened, "exec", 4, command, UInt32(command.utf8.count))
      }
      channel = opened
    }
  }

  package func send(_ bytes: [UInt8]) async throws {
    let channel = try running()
    try await cancellable { () async throws(ConnectionError) in
      var rest = bytes[...]
      // What the host grants or says while it is read may be just what the sending waited for, so a wait for the socket
      // comes only after a second attempt.
      var isSecond = false
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes {
          libssh2_channel_write_ex(channel, 0, $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
        }
        if count > 0 {
          rest = rest.dropFirst(count)
          isSecond = false
        } else if count != 0, count != LIBSSH2_ERROR_EAGAIN {
          throw session.failure("send", Int32(count))
        } else if session.isMidPacket {
          _ = try await session.ready(until: nil)
        } else if !isSecond || (hasNews(channel) && !isStuck) {
          try await keepOutput(of: channel)
          // The host has no room for more yet, and never will if the command is over.
          if try isOver(channel) { return }
          isSecond = true
        } else {
          _ = try await session.ready(until: soon)
          isSecond = false
        }
      }
    }
  }

  package func sendEnd() async throws {
    let channel = try running()
    try await cancellable { () async throws(ConnectionError) in
      if try isOver(channel) { return }
      let deadline = ContinuousClock.now + SSHConnection.patience
      try await session.complete("end the input", until: deadline) { libssh2_channel_send_eof(channel) }
    }
  }

  package func receive(until deadline: ContinuousClock.Instant?, wake: Wake?) async throws -> Received {
    let channel = try running()
    return try await cancellable { () async throws(ConnectionError) in
      while true {
        if let said = held.next() { return said }
        if let said = try await next(from: channel) { return said }
        if try isOver(channel) { return .end(status(of: channel)) }
        if hasNews(channel), !isStuck { continue }
        switch try await session.ready(until: [deadline, soon].compactMap { $0 }.min(), wake: wake) {
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
  }

  /// What the last command or stream left behind is forgotten.
  func beginStream() {
    (held, ended, isStuck, isStream) = (HeldOutput(), nil, false, true)
  }

  private func running() throws(ConnectionError) -> OpaquePointer {
    guard let channel else {
      throw ConnectionError(host: session.host, .lost, "no command runs on this connection")
    }
    return channel
  }

  /// Reads what has come into store.
  private func keepOutput(of channel: OpaquePointer) async throws(ConnectionError) {
    while let said = try await next(from: channel) { held.hold(said) }
  }

  private func next(from channel: OpaquePointer) async throws(ConnectionError) -> Received? {
    let hadNews = hasNews(channel)
    if let bytes = try await read(channel, stream: 0) { return .output(bytes) }
    if let bytes = try await read(channel, stream: SSH_EXTENDED_DATA_STDERR) { return .errorOutput(bytes) }
    isStuck = hadNews
    return nil
  }

  private func read(_ channel: OpaquePointer, stream: Int32) async throws(ConnectionError) -> [UInt8]? {
    while true {
      var result = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: 65536) { buffer, filled in
        result = buffer.withMemoryRebound(to: CChar.self) {
          libssh2_channel_read_ex(channel, stream, $0.baseAddress, $0.count)
        }
        filled = max(0, result)
      }
      if result > 0 { return bytes }
      if result == 0 { return nil }
      guard result == LIBSSH2_ERROR_EAGAIN else { throw session.failure("read what the command says", Int32(result)) }
      // Reading may also send: a packet that grants the host more room, which must leave whole.
      guard session.isMidPacket else { return nil }
      _ = try await session.ready(until: nil)
    }
  }

  /// Whether something has come that was not there when its stream was read.
  ///
  /// Every call of the library takes in whatever lies in the socket, for either stream, and room that the host grants: a
  /// wait for the socket could then be a wait for ever.
  private func hasNews(_ channel: OpaquePointer) -> Bool {
    libssh2_poll_channel_read(channel, SSH_EXTENDED_DATA_STDERR) == 1
  }

  /// When to look again though nothing came.
  private var soon: ContinuousClock.Instant? { isStuck ? .now + .milliseconds(50) : nil }

  /// Whether the command has ended and everything it said was read.
  private func isOver(_ channel: OpaquePointer) throws(ConnectionError) -> Bool {
    guard libssh2_channel_eof(channel) == 1 else { return false }
    if isStream { return true }
    let answer = libssh2_channel_wait_closed(channel)
    if answer == LIBSSH2_ERROR_EAGAIN { return false }
    if answer < 0 { throw session.failure("wait for the end of the command", answer) }
    return true
  }

  // libssh2 reports 0 also for a command whose status was never sent; OpenSSH and dropbear always send one.
  private func status(of channel: OpaquePointer) -> ExitStatus {
    if let ended { return ended }
    var signal: UnsafeMutablePointer<CChar>?
    libssh2_channel_get_exit_signal(channel, &signal, nil, nil, nil, nil, nil)
    defer { if let signal { libssh2_free(session.pointer, signal) } }
    let status =
      signal.map { ExitStatus.signal(String(cString: $0)) }
      ?? .code(libssh2_channel_get_exit_status(channel))
    ended = status
    return status
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
