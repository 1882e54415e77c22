internal import CLibSSH2
internal import Connection
internal import Glibc
internal import Reactor

/// A connection from a jump host to the next host, in a channel of the session with the jump host.
///
/// libssh2 wants a call that would have blocked to be repeated, and nothing else to be sent before. The two sessions know
/// nothing of each other, so what is on its way is kept here, and either direction waits until the other's packet has left
/// whole.
final class Tunnel: Carrier {
  private enum Unfinished {
    case nothing
    case reading
    case writing
  }

  private let session: Session
  private let channel: OpaquePointer
  private let inbox = UnsafeMutableRawBufferPointer.allocate(byteCount: 65536, alignment: 8)
  private let outbox = UnsafeMutableRawBufferPointer.allocate(byteCount: 65536, alignment: 8)
  private var incoming = 0..<0
  private var outgoing = 0..<0
  private var unfinished = Unfinished.nothing
  private var isOver = false
  private(set) var trouble: ConnectionError?

  private init(_ channel: OpaquePointer, of session: Session) {
    self.session = session
    self.channel = channel
  }

  deinit {
    inbox.deallocate()
    outbox.deallocate()
  }

  /// Has the jump host connect to the next host.
  static func open(
    through session: Session, to endpoint: Endpoint, until deadline: ContinuousClock.Instant
  ) async throws(ConnectionError) -> Tunnel {
    let channel = try await channel(
      through: session, to: endpoint.hostName, endpoint.port, named: endpoint.target, until: deadline)
    return Tunnel(channel, of: session)
  }

  /// Has the host of a session connect to an address, which messages call by a name.
  static func channel(
    through session: Session, to address: String, _ port: Int, named name: String,
    until deadline: ContinuousClock.Instant
  ) async throws(ConnectionError) -> OpaquePointer {
    do {
      return try await session.obtain("connect to \(name)", until: deadline) {
        libssh2_channel_direct_tcpip_ex(session.pointer, address, Int32(port), "127.0.0.1", 0)
      }
    } catch {
      throw explain(error, session, name)
    }
  }

  private static func explain(_ error: ConnectionError, _ session: Session, _ name: String) -> ConnectionError {
    guard error.kind == .protocolError, libssh2_session_last_errno(session.pointer) == LIBSSH2_ERROR_CHANNEL_FAILURE
    else { return error }
    let words = session.lastWords
    if words.contains("prohibited") {
      return ConnectionError(
        host: session.host, .forbidden, "it does not let this account connect to \(name)",
        hint: "its sshd_config must allow it: AllowTcpForwarding, PermitOpen; and its authorized_keys: port-forwarding")
    }
    return ConnectionError(
      host: session.host, .unreachable, "it cannot connect to \(name)",
      hint: "look from there (ssh \(session.host)): does it know that name, is sshd running, is it that port")
  }

  var descriptor: Int32 { session.carrier.descriptor }

  var hasRoom: Bool { isOpen && outgoing.isEmpty && !session.isMidPacket && session.carrier.hasRoom }

  private var isOpen: Bool { !isOver && trouble == nil && !session.isClosed }

  func send(_ bytes: UnsafeRawBufferPointer) -> Int {
    flush()
    guard isOpen else { return -Int(EPIPE) }
    guard outgoing.isEmpty else { return -Int(EAGAIN) }
    let count = min(bytes.count, outbox.count)
    outbox.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
    outgoing = 0..<count
    flush()
    return count
  }

  func receive(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    if unfinished == .writing { flush() }
    fill()
    let count = min(incoming.count, buffer.count)
    guard count > 0 else { return isOpen ? -Int(EAGAIN) : 0 }
    let start = incoming.lowerBound
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: inbox[start..<start + count]))
    incoming = start + count..<incoming.upperBound
    return count
  }

  func ready(
    _ interest: Interest, until deadline: ContinuousClock.Instant?, wake: Wake?
  ) async throws(ConnectionError) -> Readiness {
    while true {
      // Reading takes in the room that the peer grants too, and then nothing more may come: so the sending is last.
      fill()
      flush()
      if !isOpen { return .ready }
      if interest.contains(.read), !incoming.isEmpty { return .ready }
      if interest.contains(.write), outgoing.isEmpty { return .ready }
      // Sending takes in what has come.
      if incoming.isEmpty, unfinished == .nothing, libssh2_poll_channel_read(channel, 0) == 1 { continue }
      let readiness = try await session.ready(until: deadline, wake: wake)
      guard readiness == .ready else { return readiness }
    }
  }

  func giveUp(after patience: Duration) {
    // The session with the jump host looks after the socket.
  }

  func hangUp() {
    flush()
    isOver = true
  }

  /// Sends what the inner session handed over, as far as it goes.
  private func flush() {
    while isOpen, !outgoing.isEmpty {
      if unfinished == .reading {
        fill()
        guard unfinished == .nothing, isOpen else { return }
      }
      let rest = UnsafeRawBufferPointer(rebasing: outbox[outgoing])
      let count = libssh2_channel_write_ex(
        channel, 0, rest.baseAddress?.assumingMemoryBound(to: CChar.self), rest.count)
      unfinished = .nothing
      if count > 0 {
        outgoing = outgoing.lowerBound + count..<outgoing.upperBound
      } else if count == 0 || count == LIBSSH2_ERROR_EAGAIN {
        if session.isMidPacket { unfinished = .writing }
        return
      } else {
        trouble = session.failure("pass on what is sent", Int32(count))
      }
    }
  }

  /// Fetches what has come, when all that came before was taken.
  private func fill() {
    guard isOpen, incoming.isEmpty, unfinished != .writing else { return }
    let count = libssh2_channel_read_ex(
      channel, 0, inbox.baseAddress?.assumingMemoryBound(to: CChar.self), inbox.count)
    unfinished = .nothing
    if count > 0 {
      incoming = 0..<count
    } else if count == 0 {
      isOver = libssh2_channel_eof(channel) == 1
    } else if count == LIBSSH2_ERROR_EAGAIN {
      // Reading may also send: a packet that grants the peer more room, which must leave whole.
      if session.isMidPacket { unfinished = .reading }
    } else {
      trouble = session.failure("pass on what comes", Int32(count))
    }
  }
}
