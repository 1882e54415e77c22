import Glibc
import TestSupport
import Testing

@testable import SSH

@Suite struct SocketTests {
  /// SSH is a dialogue: a short packet that waits for the next one costs a round trip.
  @Test func whatIsSentGoesAtOnce() async throws {
    try await withLoopbackSSHD { server in
      let configuration = try await SSHConfiguration.resolve(
        SSHDestination(host: "target"), configFile: server.clientConfig)
      let socket = try await TCPSocket.connect(Endpoint(configuration), until: .now + .seconds(30))
      var (value, size) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
      try #require(getsockopt(socket.descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &value, &size) == 0)
      #expect(value != 0)
    }
  }
}
