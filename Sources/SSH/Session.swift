internal import CLibSSH2
internal import Connection
internal import Reactor

/// The one owner of a libssh2 session and of what carries it.
///
/// The session never blocks: where libssh2 would, the calling task suspends and then repeats the same call with the same
/// arguments, as the library demands.
final class Session {
  let host: String
  let pointer: OpaquePointer
  let carrier: any Carrier
  let context: SessionContext
  private var pulse: Pulse?
  private(set) var isClosed = false

  private static let library = libssh2_init(0)

  init(over carrier: any Carrier, to host: String) throws(ConnectionError) {
    let context = SessionContext(carrier)
    guard Session.library == 0, let pointer = context.makeSession() else {
      throw ConnectionError(host: host, .protocolError, "libssh2 cannot be initialised")
    }
    self.host = host
    self.carrier = carrier
    self.context = context
    self.pointer = pointer
    libssh2_session_set_blocking(pointer, 0)
  }

  deinit {
    close()
  }

  /// Repeats a call of the library until it has an answer; a negative one is thrown.
  @discardableResult
  func complete<Answer: BinaryInteger>(
    _ action: String, until deadline: ContinuousClock.Instant, _ call: () -> Answer
  ) async throws(ConnectionError) -> Answer {
    while true {
      let answer = call()
      if answer >= 0 { return answer }
      guard answer == LIBSSH2_ERROR_EAGAIN else { throw failure(action, Int32(answer)) }
      try await makeProgress(action, until: deadline)
    }
  }

  /// Repeats a call of the library until it returns an object.
  func obtain(
    _ action: String, until deadline: ContinuousClock.Instant, _ call: () -> OpaquePointer?
  ) async throws(ConnectionError) -> OpaquePointer {
    while true {
      if let object = call() { return object }
      let code = libssh2_session_last_errno(pointer)
      guard code == LIBSSH2_ERROR_EAGAIN else { throw failure(action, code) }
      try await makeProgress(action, until: deadline)
    }
  }

  /// Waits until the last call that would have blocked is worth repeating.
  func makeProgress(_ action: String, until deadline: ContinuousClock.Instant) async throws(ConnectionError) {
    guard try await ready(until: deadline) == .ready else {
      throw ConnectionError(
        host: host, .timedOut, "no answer in time while trying to \(action)",
        hint: "is the host overloaded, or is something between here and there holding packets back")
    }
  }

  /// Waits for what libssh2 waits for, and meanwhile makes sure that the peer is alive.
  func ready(
    until deadline: ContinuousClock.Instant?, wake: Wake? = nil
  ) async throws(ConnectionError) -> Readiness {
    while true {
      let alarm = [deadline, pulse?.next].compactMap { $0 }.min()
      switch try await carrier.ready(interest, until: alarm, wake: wake) {
      case .ready:
        pulse?.heard()
        return .ready
      case .woken:
        return .woken
      case .deadline:
        if let deadline, deadline <= .now { return .deadline }
        try beat()
      }
    }
  }

  /// Whether libssh2 holds part of a packet that must leave before any other call may send.
  var isMidPacket: Bool {
    libssh2_session_block_directions(pointer) & LIBSSH2_SESSION_BLOCK_OUTBOUND != 0
  }

  private var interest: Interest {
    let directions = libssh2_session_block_directions(pointer)
    let write: Interest = directions & LIBSSH2_SESSION_BLOCK_OUTBOUND != 0 ? .write : []
    let read: Interest = directions & LIBSSH2_SESSION_BLOCK_INBOUND != 0 || write.isEmpty ? .read : []
    return [read, write]
  }

  /// From now on asks the peer for a sign of life whenever it was silent for the interval.
  func keepAlive(every interval: Duration, atMost unanswered: Int) {
    let pulse = Pulse(interval: interval, limit: unanswered)
    carrier.giveUp(after: pulse.patience)
    libssh2_keepalive_config(pointer, 1, UInt32(Pulse.shortest.components.seconds - 1))
    self.pulse = pulse
  }

  private func beat() throws(ConnectionError) {
    guard var pulse else { return }
    guard pulse.beat() else {
      throw ConnectionError(
        host: host, .lost, "the host has not answered for \(pulse.patience.components.seconds) s",
        hint: "look whether it is up; what runs there runs on")
    }
    self.pulse = pulse
    // A packet that went out in part would make every later call fail, so it is sent only where it fits whole.
    guard !isMidPacket, carrier.hasRoom else { return }
    var seconds: Int32 = 0
    let code = libssh2_keepalive_send(pointer, &seconds)
    if code < 0, code != LIBSSH2_ERROR_EAGAIN { throw failure("keep the connection alive", code) }
  }

  /// Says goodbye if that needs no waiting, and frees everything.
  ///
  /// The connection is ended first, because freeing a session talks to the peer once more, and a dead peer would never
  /// answer; a socket is closed last, because its number must not belong to somebody else by then.
  func close() {
    guard !isClosed else { return }
    isClosed = true
    if !isMidPacket, carrier.hasRoom {
      libssh2_session_disconnect_ex(pointer, SSH_DISCONNECT_BY_APPLICATION, "done", "")
    }
    carrier.hangUp()
    // On a connection that has ended nothing can block for long; the bound is for bugs in the library.
    var attempts = 0
    while libssh2_session_free(pointer) == LIBSSH2_ERROR_EAGAIN, attempts < 64 { attempts += 1 }
  }
}
