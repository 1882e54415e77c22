import Glibc
import Reactor
import Testing

@Suite struct WaitTests {
  @Test func aDescriptorWithBytesIsReady() async throws {
    let pair = try SocketPair()
    pair.send("x")
    #expect(try await Reactor.shared.wait(for: pair.near, .read) == .ready)
  }

  @Test func bytesThatComeLaterEndTheWait() async throws {
    let pair = try SocketPair()
    async let readiness = Reactor.shared.wait(for: pair.near, .read, until: .now + .seconds(30))
    pair.send("x")
    #expect(try await readiness == .ready)
  }

  @Test func aSilentDescriptorReachesItsDeadline() async throws {
    let pair = try SocketPair()
    let deadline = ContinuousClock.now + .milliseconds(20)
    #expect(try await Reactor.shared.wait(for: pair.near, .read, until: deadline) == .deadline)
    #expect(ContinuousClock.now >= deadline)
  }

  @Test func aDeadlineThatHasPassedEndsTheWaitAtOnce() async throws {
    #expect(try await Reactor.shared.wait(for: nil, until: .now - .seconds(1)) == .deadline)
  }

  @Test func anEarlierDeadlineOvertakesALaterOne() async throws {
    let pair = try SocketPair()
    async let later = Reactor.shared.wait(for: pair.near, .read, until: .now + .seconds(60))
    #expect(try await Reactor.shared.wait(for: nil, until: .now + .milliseconds(10)) == .deadline)
    pair.send("x")
    #expect(try await later == .ready)
  }

  @Test func anInterestIsOnlyInWhatItNames() async throws {
    let pair = try SocketPair()
    #expect(try await Reactor.shared.wait(for: pair.near, .write) == .ready)
    #expect(try await Reactor.shared.wait(for: pair.near, .read, until: .now + .milliseconds(10)) == .deadline)
  }

  @Test func aPeerThatHangsUpEndsTheWait() async throws {
    let pair = try SocketPair()
    pair.hangUp()
    #expect(try await Reactor.shared.wait(for: pair.near, .read) == .ready)
  }

  @Test func aDescriptorThatCannotBeWatchedIsReady() async throws {
    #expect(try await Reactor.shared.wait(for: -1, .read, until: .now + .seconds(30)) == .ready)
  }

  @Test func oneOfSeveralDescriptorsIsEnough() async throws {
    let (silent, speaking) = (try SocketPair(), try SocketPair())
    speaking.send("x")
    let both = [Awaited(silent.near, .read), Awaited(speaking.near, .read)]
    #expect(try await Reactor.shared.wait(for: both, until: .now + .seconds(30)) == .ready)
    // Neither is still watched: both can be waited for again.
    #expect(try await Reactor.shared.wait(for: silent.near, .read, until: .now + .milliseconds(5)) == .deadline)
  }

  @Test func cancellingTheTaskEndsTheWait() async throws {
    let pair = try SocketPair()
    let wake = Wake()
    let waiting = Task { try await Reactor.shared.wait(for: pair.near, .read, wake: wake) }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
  }

  @Test func aThousandWaitsRunAtOnce() async throws {
    try await withThrowingTaskGroup(of: Readiness.self) { group in
      for number in 0..<1000 {
        group.addTask { try await Reactor.shared.wait(for: nil, until: .now + .milliseconds(number % 50)) }
      }
      for try await readiness in group { #expect(readiness == .deadline) }
    }
  }
}
