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

  @Test func oneThreadDoesOneCallAfterTheOther() async throws {
    var threads: Set<[CChar]> = []
    for _ in 0..<200 {
      let name = try await Blocking.run {
        var name = [CChar](repeating: 0, count: 64)
        return readlink("/proc/thread-self", &name, 63) > 0 ? name : nil
      }
      threads.insert(try #require(name ?? nil))
    }
    // Other tests may take some of them in between.
    #expect(threads.count < 100)
  }

  @Test func whatRunsBesideRunsAtTheSameTime() throws {
    // Each waits for the other.
    let pair = try SocketPair()
    let back = try SocketPair()
    var answer: String?
    let received = Blocking.beside {
      let word = pair.receive()
      back.send("back")
      return word
    } do: {
      pair.send("go")
      answer = back.receive()
    }
    #expect(received == "go" && answer == "back")
  }

  @Test func aBlockingCallIsGivenUpAtItsDeadline() async throws {
    let pair = try SocketPair()
    let answer = try await Blocking.run(until: .now + .milliseconds(20)) { pair.receive() }
    #expect(answer == nil)
    pair.send("late")
  }
}
