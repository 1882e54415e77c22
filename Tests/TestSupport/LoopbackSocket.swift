internal import Glibc
internal import Reactor

/// A socket on 127.0.0.1.
package final class LoopbackSocket: Sendable {
  package let descriptor: Int32

  private init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// Listens on a free port.
  package static func listen() throws -> LoopbackSocket {
    let listener = try open()
    try listener.check(listener.withAddress(port: 0) { bind(listener.descriptor, $0, $1) }, "bind")
    try listener.check(Glibc.listen(listener.descriptor, 64), "listen")
    return listener
  }

  static func open() throws -> LoopbackSocket {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let socket = LoopbackSocket(Glibc.socket(AF_INET, kind, 0))
    try socket.check(socket.descriptor, "open a socket")
    return socket
  }

  /// The port this socket is bound to.
  package var port: Int {
    get throws {
      var address = sockaddr_in()
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      let result = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
      }
      try check(result, "read the port")
      return Int(UInt16(bigEndian: address.sin_port))
    }
  }

  /// Waits for the next caller; that nobody calls is an error, where a test would wait for ever.
  package func accept() async throws -> LoopbackSocket {
    let patience = ContinuousClock.now + .seconds(120)
    guard try await Reactor.shared.wait(for: descriptor, .read, until: patience) == .ready else {
      throw Mishap("nobody has called within two minutes")
    }
    let caller = LoopbackSocket(Glibc.accept(descriptor, nil, nil))
    try check(caller.descriptor, "accept")
    _ = fcntl(caller.descriptor, F_SETFD, FD_CLOEXEC)
    return caller
  }

  /// Hangs up on everybody who calls, until it is cancelled; then it says how many have called.
  package func hangUp() -> Task<Int, any Error> {
    Task {
      var callers = 0
      while !Task.isCancelled {
        do {
          let caller = try await accept()
          callers += 1
          withExtendedLifetime(caller) {}
        } catch is CancellationError {
          break
        }
      }
      return callers
    }
  }

  package func send(_ text: String) throws {
    try check(Int32(Glibc.send(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL))), "send")
  }

  /// Whether the peer closes the connection before the time is over; what it says until then is dropped.
  package func hasHungUp(within patience: Duration) async throws -> Bool {
    let deadline = ContinuousClock.now + patience
    var bytes = [UInt8](repeating: 0, count: 4096)
    while true {
      guard try await Reactor.shared.wait(for: descriptor, .read, until: deadline) == .ready else { return false }
      let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
      if count == 0 || (count < 0 && errno != EAGAIN) { return true }
    }
  }

  /// Lets the peer know that nothing more comes.
  package func endSending() {
    shutdown(descriptor, Int32(SHUT_WR))
  }

  func connect(port: Int) -> Bool {
    withAddress(port: port) { Glibc.connect(descriptor, $0, $1) } == 0 || errno == EINPROGRESS
  }

  private func withAddress(port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
  }

  private func check(_ result: Int32, _ action: String) throws {
    guard result < 0 else { return }
    throw Mishap("cannot \(action): \(String(cString: strerror(errno)))")
  }
}
