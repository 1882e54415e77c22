/// Connections that carry one command and no other beside it.
extension Connection {
  package func startBeside(_ command: String, upTo most: Int) async throws -> Int { 0 }

  package func pour(_ next: (Int) -> [UInt8]?) async throws {
    while let bytes = next(0) { try await send(bytes) }
  }

  package func receive(from number: Int, until deadline: ContinuousClock.Instant?) async throws -> Received {
    try await receive(until: deadline, wake: nil)
  }

  package func endBeside() async throws {}
}
