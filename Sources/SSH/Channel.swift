internal import CLibSSH2
internal import Connection

/// One command of a session, or a stream through it: what it was sent, and what it said.
///
/// Freed with its session, unless it is given back before.
final class Channel {
  let pointer: OpaquePointer
  private let session: Session
  /// A stream to an address has no status of its own.
  private let isStream: Bool
  private var held = HeldOutput()
  private var ended: ExitStatus?
  /// Whether something has come that could not be read.
  ///
  /// That is so until new keys are agreed on, or for ever where it is of a kind that no command sends. Nothing tells which.
  private(set) var isStuck = false

  init(_ pointer: OpaquePointer, of session: Session, isStream: Bool = false) {
    self.pointer = pointer
    self.session = session
    self.isStream = isStream
  }

  /// Sends as much as there is room for: nothing, or what the library takes for one packet.
  func write(_ bytes: ArraySlice<UInt8>) throws(ConnectionError) -> Int {
    let count = bytes.withUnsafeBytes {
      libssh2_channel_write_ex(pointer, 0, $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
    }
    if count >= 0 { return count }
    guard count == LIBSSH2_ERROR_EAGAIN else { throw session.failure("send", Int32(count)) }
    return 0
  }

  /// What was kept or has come; nil when there is nothing now.
  func next() async throws(ConnectionError) -> Received? {
    if let said = held.next() { return said }
    return try await fetch()
  }

  /// Reads what has come into store.
  func keepOutput() async throws(ConnectionError) {
    while let said = try await fetch() { held.hold(said) }
  }

  private func fetch() async throws(ConnectionError) -> Received? {
    let hadNews = isNews
    if let bytes = try await read(stream: 0) { return .output(bytes) }
    if let bytes = try await read(stream: SSH_EXTENDED_DATA_STDERR) { return .errorOutput(bytes) }
    isStuck = hadNews
    return nil
  }

  private func read(stream: Int32) async throws(ConnectionError) -> [UInt8]? {
    while true {
      var result = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: 65536) { buffer, filled in
        result = buffer.withMemoryRebound(to: CChar.self) {
          libssh2_channel_read_ex(pointer, stream, $0.baseAddress, $0.count)
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

  /// Whether something that can be read has come that was not there when its stream was read.
  ///
  /// Every call of the library takes in whatever lies in the socket, for either stream, and room that the host grants: a
  /// wait for the socket could then be a wait for ever.
  var hasNews: Bool { isNews && !isStuck }

  private var isNews: Bool { libssh2_poll_channel_read(pointer, SSH_EXTENDED_DATA_STDERR) == 1 }

  /// Whether the command has ended and everything it said was read.
  func isOver() throws(ConnectionError) -> Bool {
    guard libssh2_channel_eof(pointer) == 1 else { return false }
    if isStream { return true }
    let answer = libssh2_channel_wait_closed(pointer)
    if answer == LIBSSH2_ERROR_EAGAIN { return false }
    if answer < 0 { throw session.failure("wait for the end of the command", answer) }
    return true
  }

  // libssh2 reports 0 also for a command whose status was never sent; OpenSSH and dropbear always send one.
  var status: ExitStatus {
    if let ended { return ended }
    var signal: UnsafeMutablePointer<CChar>?
    libssh2_channel_get_exit_signal(pointer, &signal, nil, nil, nil, nil, nil)
    defer { if let signal { libssh2_free(session.pointer, signal) } }
    let status =
      signal.map { ExitStatus.signal(String(cString: $0)) }
      ?? .code(libssh2_channel_get_exit_status(pointer))
    ended = status
    return status
  }
}
