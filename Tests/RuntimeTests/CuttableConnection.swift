import Connection
import Reactor

/// A connection to this machine that counts what it sends, and is lost after so many bytes.
final class CuttableConnection: Connection {
  let summary = "this machine"
  private let inner = LocalConnection()
  private let most: Int
  private let count: @Sendable (Int) -> Void
  private var sent = 0

  init(after most: Int = .max, count: @escaping @Sendable (Int) -> Void) {
    self.most = most
    self.count = count
  }

  func start(_ command: String) async throws { try await inner.start(command) }

  func send(_ bytes: [UInt8]) async throws {
    guard sent + bytes.count <= most else {
      await inner.close()
      throw ConnectionError(host: "here", .lost, "somebody stepped on the cable")
    }
    sent += bytes.count
    count(bytes.count)
    try await inner.send(bytes)
  }

  func sendEnd() async throws { try await inner.sendEnd() }

  func receive(until deadline: ContinuousClock.Instant?, wake: Wake?) async throws -> Received {
    try await inner.receive(until: deadline, wake: wake)
  }

  func close() async { await inner.close() }
}
