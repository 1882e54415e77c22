internal import Connection
internal import Glibc
internal import Reactor

/// A connected socket, closed with its owner.
final class TCPSocket {
  let descriptor: Int32

  private init(owning descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// Tries all addresses of the host in order; those that are left share the time that is left.
  static func connect(
    _ endpoint: Endpoint, until deadline: ContinuousClock.Instant
  ) async throws(ConnectionError) -> TCPSocket {
    let addresses = try await SocketAddress.find(endpoint, until: deadline)
    var worst: ConnectionError?
    for (index, address) in addresses.enumerated() {
      let now = ContinuousClock.now
      let share = now + (deadline - now) / (addresses.count - index)
      do {
        return try await dial(address, endpoint, until: share)
      } catch {
        if error.kind == .cancelled { throw error }
        // That somebody refused says more than that nobody was there.
        if worst == nil || error.kind == .refused { worst = error }
      }
    }
    throw worst ?? ConnectionError(host: endpoint.alias, .unreachable, "\(endpoint.hostName) has no address")
  }

  /// Sends what is sent at once, and acknowledges what comes at once: SSH is a dialogue.
  func hurry() {
    set(TCP_NODELAY, 1)
    acknowledgeQuickly()
  }

  // The kernel falls back to delayed acknowledgements on its own, so this is renewed after each wait.
  func acknowledgeQuickly() {
    set(TCP_QUICKACK, 1)
  }

  /// Gives the connection up when the peer's system has not acknowledged what was sent for this long.
  func giveUp(after patience: Duration) {
    set(TCP_USER_TIMEOUT, Int32(clamping: patience.components.seconds * 1000))
  }

  /// Ends the connection in both directions; the descriptor stays ours until the owner goes.
  func hangUp() {
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  /// Whether a small packet can be sent without waiting.
  var hasRoom: Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&request, 1, 0) == 1 && request.revents & Int16(POLLOUT) != 0
  }

  private func set(_ option: Int32, _ value: Int32) {
    var value = value
    setsockopt(descriptor, Int32(IPPROTO_TCP), option, &value, socklen_t(MemoryLayout<Int32>.size))
  }

  private static func dial(
    _ address: SocketAddress, _ endpoint: Endpoint, until deadline: ContinuousClock.Instant
  ) async throws(ConnectionError) -> TCPSocket {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = Glibc.socket(address.family, kind, 0)
    guard descriptor >= 0 else { throw .connecting(endpoint, failed: errno) }
    let socket = TCPSocket(owning: descriptor)
    socket.hurry()
    if address.withPointer({ Glibc.connect(descriptor, $0, $1) }) == 0 { return socket }
    guard errno == EINPROGRESS else { throw .connecting(endpoint, failed: errno) }
    let readiness: Readiness
    do {
      readiness = try await Reactor.shared.wait(for: descriptor, .write, until: deadline)
    } catch {
      throw .cancelled(endpoint.alias)
    }
    guard readiness == .ready else { throw .connecting(endpoint, failed: ETIMEDOUT) }
    var failure: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size)
    guard failure == 0 else { throw .connecting(endpoint, failed: failure) }
    return socket
  }
}

extension ConnectionError {
  static func cancelled(_ host: String) -> ConnectionError {
    ConnectionError(host: host, .cancelled, "cancelled")
  }

  fileprivate static func connecting(_ endpoint: Endpoint, failed code: Int32) -> ConnectionError {
    switch code {
    case ECONNREFUSED:
      ConnectionError(
        host: endpoint.alias, .refused, "nothing listens on \(endpoint.place)",
        hint: "is sshd running there, and is it that port")
    case ETIMEDOUT:
      ConnectionError(
        host: endpoint.alias, .timedOut, "no answer from \(endpoint.place) in time",
        hint: "is the host up, and does a firewall let port \(endpoint.port) through")
    default:
      ConnectionError(
        host: endpoint.alias, .unreachable,
        "cannot connect to \(endpoint.place): \(String(cString: strerror(code)))")
    }
  }
}
