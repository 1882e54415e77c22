internal import Glibc
internal import Reactor

/// What a server on 127.0.0.1 says first.
enum Banner {
  static func read(port: Int, until deadline: ContinuousClock.Instant) async throws -> String? {
    let socket = try LoopbackSocket.open()
    guard socket.connect(port: port) else { return nil }
    guard try await Reactor.shared.wait(for: socket.descriptor, .read, until: deadline) == .ready else { return nil }
    let bytes = [UInt8](unsafeUninitializedCapacity: 64) { buffer, filled in
      filled = max(0, recv(socket.descriptor, buffer.baseAddress, 64, 0))
    }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }
}
