import Glibc
import Testing

/// Two connected sockets; the far one plays the peer.
final class SocketPair: Sendable {
  let near: Int32
  let far: Int32

  init() throws {
    var ends: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    (near, far) = (ends[0], ends[1])
  }

  deinit {
    close(near)
    close(far)
  }

  func send(_ text: String) {
    #expect(write(far, text, text.utf8.count) == text.utf8.count)
  }

  /// Blocks until the peer has said something.
  func receive() -> String {
    let bytes = [UInt8](unsafeUninitializedCapacity: 64) { $1 = max(0, read(near, $0.baseAddress, 64)) }
    return String(decoding: bytes, as: UTF8.self)
  }

  func hangUp() {
    shutdown(far, Int32(SHUT_RDWR))
  }
}
