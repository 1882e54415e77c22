internal import Connection
internal import Glibc
internal import Reactor

/// A connected socket, closed with its owner.
final class TCPSocket: Carrier {
  let descriptor: Int32
  let trouble: ConnectionError? = nil
  private let host: String

  private init(owning descriptor: Int32, to host: String) {
    self.descriptor = descriptor
    self.host = host
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
  private func acknowledgeQuickly() {
    set(TCP_QUICKACK, 1)
  }

  func send(_ bytes: UnsafeRawBufferPointer) -> Int {
    let count = Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
    return count < 0 ? -Int(errno) : count
  }

  func receive(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
    return count < 0 ? -Int(errno) : count
  }

  func ready(
    _ interest: Interest, until deadline: ContinuousClock.Instant?, wake: Wake?
  ) async throws(ConnectionError) -> Readiness {
    do {
      let readiness = try await Reactor.shared.wait(for: descriptor, interest, until: deadline, wake: wake)
      if readiness == .ready { acknowledgeQuickly() }
      return readiness
    } catch {
      throw .cancelled(host)
    }
  }

  func giveUp(after patience: Duration) {
    set(TCP_USER_TIMEOUT, Int32(clamping: patience.components.seconds * 1000))
  }

  // The descriptor stays ours until the owner goes.
  func hangUp() {
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

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
    let socket = TCPSocket(owning: descriptor, to: endpoint.alias)
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
  fileprivate static func connecting(_ endpoint: Endpoint, failed code: Int32) -> ConnectionError {
    switch code {
    case ECONNREFUSED:
      ConnectionError(
        host: endpoint.alias, .refused, "nothing listens on \(endpoint.place)",
        hint: "is sshd running there, and is it that port")
    case ECONNRESET:
      ConnectionError(
        host: endpoint.alias, .turnedAway, "\(endpoint.place) resets connections",
        hint: "a firewall does so, or something else than sshd that listens there")
    case ENETUNREACH, EHOSTUNREACH:
      ConnectionError(
        host: endpoint.alias, .unreachable, "no way leads to \(endpoint.place): \(String(cString: strerror(code)))",
        hint: "is this machine's network up, does it take a VPN, or a jump host (ProxyJump in the ssh config)")
    case ETIMEDOUT:
      ConnectionError(
        host: endpoint.alias, .timedOut, "no answer from \(endpoint.place) in time",
        hint: "is the host up, and does a firewall let port \(endpoint.port) through")
    default:
      ConnectionError(
        host: endpoint.alias, .unreachable,
        "cannot connect to \(endpoint.place): \(String(cString: strerror(code)))",
        hint: "does a firewall of this machine forbid it: ssh \(endpoint.alias)")
    }
  }
}
