import Glibc
import Reactor
import Testing

@Suite struct BlockingTests {
  @Test func theValueOfABlockingCallComesBack() async throws {
    #expect(try await Blocking.run { 6 * 7 } == 42)
  }

  @Test func blockingCallsHoldUpNobody() async throws {
    // Each waits for the next: with fewer threads than calls none would ever end.
    let pairs = try (0..<32).map { _ in try SocketPair() }
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for pair in pairs { group.addTask { try await Blocking.run { pair.receive() == "go" } ?? false } }
      for pair in pairs.reversed() { pair.send("go") }
      for try await received in group { #expect(received) }
    }
  }

  @Test func aBlockingCallIsGivenUpAtItsDeadline() async throws {
    let pair = try SocketPair()
    let answer = try await Blocking.run(until: .now + .milliseconds(20)) { pair.receive() }
    #expect(answer == nil)
    pair.send("late")
  }
}
