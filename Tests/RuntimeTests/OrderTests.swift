import Connection
import Deploy
import Plan
import TestSupport
import Testing
import Transaction

struct OrderTests {
  private func work(_ workshop: Workshop, awaitSeconds: Int?, _ command: String = "true") throws -> Work {
    var work = Work(workshop)
    try work.add(Array("a".utf8), Array("new\n".utf8))
    work.putAll()
    work.steps.append([Work.restart(command, undo: "true")])
    work.awaitSeconds = awaitSeconds
    return work
  }

  @Test(arguments: Shell.allCases, [Order.commit, .abort])
  func anOrderDecidesARunThatWaits(under shell: Shell, _ order: Order) async throws {
    let workshop = try await Workshop(shell)
    let orders = Orders()
    orders.give(order)
    let ending = try await work(workshop, awaitSeconds: 60).carryOut(orders)
    #expect(ending.state == (order == .commit ? .committed : .reverted), "\(ending)")
    #expect(Files.exists("\(workshop.root)/a") == (order == .commit))
  }

  /// Which gate failed where the controller looked, so that those who come later read it there.
  @Test(arguments: Shell.allCases)
  func anOrderThatTellsAReasonIsWrittenDown(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let orders = Orders()
    orders.give(.fail(step: 7, reason: "not healthy\nwithin 2 s: no answer \\ (curl: 7)"))
    orders.give(.abort)
    let ending = try await work(workshop, awaitSeconds: 60).carryOut(orders)
    #expect(ending.state == .reverted, "\(ending)")
    let failures = ending.events.compactMap {
      if case .failed(let step, let reason) = $0 { "\(step) \(reason)" } else { nil }
    }
    #expect(failures == ["7 not healthy within 2 s: no answer \\ (curl: 7)"], "\(ending)")
    #expect(!ending.events.contains { if case .aborted = $0 { true } else { false } }, "\(ending)")
  }

  @Test(arguments: Shell.allCases)
  func noOrderInTimeMeansNo(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let ending = try await work(workshop, awaitSeconds: 1).carryOut()
    #expect(ending.state == .reverted)
    #expect(ending.events.contains(.state(.gated)))
    #expect(ending.events.contains(.failed(step: 2, "no order to commit came within 1 s")))
  }

  @Test(arguments: Shell.allCases)
  func theRunFinishesWhenTheConnectionClosesRightAfterGo(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let connection = LocalConnection()
    let bootstrap = Bootstrap(token: "0123456789ab", become: nil, shell: workshop.shell)
    try await connection.start(bootstrap.command)
    let request = try work(workshop, awaitSeconds: nil, "sleep 0.3").request
    try await connection.send(bootstrap.program + request + Array("go\n".utf8))
    #expect(try await workshop.eventually { Files.exists("\(workshop.set)/control/worker") })
    await connection.close()
    #expect(
      try await workshop.eventually {
        Files.contents(Array("\(workshop.set)/journal".utf8)).map { String(decoding: $0, as: UTF8.self) }?.hasSuffix(
          "closed\n") == true
      })
    #expect(try Files.read("\(workshop.set)/journal").contains("state committed\n"))
    #expect(try await workshop.processesThatStay() == [])
  }

  /// A guardian that cannot even start must not leave whoever follows waiting for ever.
  @Test(arguments: Shell.allCases)
  func aGuardianThatCannotStartIsToldOf(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let ending = try await work(workshop, awaitSeconds: nil).carryOut {
      try Files.write("manifest 1\n", to: "\(workshop.set)/manifest")
    }
    #expect(ending.state == .none)
    #expect(ending.events.last == .end(.none))
    #expect(!Files.exists("\(workshop.root)/a"))
    #expect(Files.names(in: Array(workshop.backups.utf8)) == [Array("deployed".utf8)])
  }
}
