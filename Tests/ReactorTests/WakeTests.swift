import Reactor
import Testing

@Suite struct WakeTests {
  @Test func aSignalEndsAWait() async throws {
    let wake = Wake()
    async let readiness = Reactor.shared.wait(for: nil, wake: wake)
    wake.signal()
    #expect(try await readiness == .woken)
  }

  @Test func aSignalBeforeTheWaitIsKept() async throws {
    let wake = Wake()
    wake.signal()
    #expect(try await Reactor.shared.wait(for: nil, wake: wake) == .woken)
  }

  @Test func aSignalEndsOneWaitOnly() async throws {
    let wake = Wake()
    wake.signal()
    _ = try await Reactor.shared.wait(for: nil, wake: wake)
    #expect(try await Reactor.shared.wait(for: nil, until: .now + .milliseconds(10), wake: wake) == .deadline)
  }

  @Test func aSignalThatMeetsAnOverdueWaitIsNotLost() async throws {
    let wake = Wake()
    wake.signal()
    #expect(try await Reactor.shared.wait(for: nil, until: .now - .seconds(1), wake: wake) == .deadline)
    #expect(try await Reactor.shared.wait(for: nil, until: .now + .seconds(30), wake: wake) == .woken)
  }

  @Test func aSignalDuringAWaitThatEndsOtherwiseIsNotLost() async throws {
    for _ in 0..<500 {
      let wake = Wake()
      async let signal: Void = wake.signal()
      let first = try await Reactor.shared.wait(for: nil, until: .now + .microseconds(20), wake: wake)
      await signal
      if first == .deadline {
        #expect(try await Reactor.shared.wait(for: nil, until: .now + .seconds(30), wake: wake) == .woken)
      }
    }
  }
}
