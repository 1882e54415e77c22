import Connection
import Reactor
import TestSupport
import Testing

@Suite struct StartsGateTests {
  @Test func asManyAsThePlaceTakesAreInside() async throws {
    let gate = StartsGate(width: 3)
    let counter = Counter()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<20 {
        group.addTask {
          try await gate.enter("a")
          await counter.enter()
          for _ in 0..<10 { await Task.yield() }
          await counter.leave()
          gate.leave("a")
        }
      }
      try await group.waitForAll()
    }
    #expect(await counter.most <= 3)
    let empty = StartsGate(width: 3, perSecond: 1_000_000)
    for _ in 0..<3 { try await empty.enter("a") }
    let fourth = Task { try await empty.enter("a") }
    fourth.cancel()
    await #expect(throws: CancellationError.self) { try await fourth.value }
  }

  @Test func whereSomebodyWasTurnedAwayFewerAreInside() async throws {
    let gate = StartsGate(width: 5)
    gate.narrow("a")
    let counter = Counter()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<20 {
        group.addTask {
          try await gate.enter("a")
          await counter.enter()
          for _ in 0..<10 { await Task.yield() }
          if number < 4 { gate.narrow("a") }
          await counter.leave()
          gate.leave("a")
        }
      }
      try await group.waitForAll()
    }
    #expect(await counter.most <= 2)
    // One at a time in the end, and never none.
    try await gate.enter("a")
    let second = Task { try await gate.enter("a") }
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.value }
    gate.leave("a")
    try await gate.enter("a")
  }

  @Test func placesDoNotStandInEachOthersWay() async throws {
    let gate = StartsGate(width: 1)
    try await gate.enter("a")
    try await gate.enter("b")
    gate.leave("b")
    gate.leave("a")
    try await gate.enter("a")
  }

  @Test func whoGivesUpWaitingLeavesTheTurnToTheNext() async throws {
    let gate = StartsGate(width: 1)
    try await gate.enter("a")
    let first = Task { try await gate.enter("a") }
    let second = Task { try await gate.enter("a") }
    first.cancel()
    await #expect(throws: CancellationError.self) { try await first.value }
    gate.leave("a")
    try await second.value
    gate.leave("a")
    try await gate.enter("a")
  }

  @Test func afterTheFirstFewOnlySoManyBeginPerSecond() async throws {
    let gate = StartsGate(width: 100, perSecond: 50, burst: 1)
    let start = ContinuousClock.now
    for _ in 0..<11 { try await gate.enter("a") }
    // Never faster; how much slower is the machine's business.
    #expect(ContinuousClock.now - start >= .milliseconds(180))
  }
}

private actor Counter {
  private var inside = 0
  private(set) var most = 0

  func enter() {
    inside += 1
    most = max(most, inside)
  }

  func leave() { inside -= 1 }
}
