import Connection
import Deploy
import Plan
import Playbook
import SourceText
import Synchronization
import TestSupport
import Testing
import Transaction

/// A run that has to be reached over a new connection after its gates.
struct ConfirmationTests {
  private func deploy(
    in workshop: Workshop, within seconds: Int, connections: Int, hosts: String = "[here]"
  ) async throws -> (outcomes: [Outcome], notices: [Notice], targets: [Target]) {
    let text = """
      playbook: trial
      hosts: \(hosts)
      root: \(workshop.root)/${host}
      confirm_within: \(seconds)
      steps:
        - copy: a

      """
    let playbook = try Playbook.read(SourceText(name: "trial.yml", text: text), inventory: nil) { _ in .file }
    for target in playbook.targets { try Files.makeFolder("\(target.root)") }
    let made = Mutex<[String: Int]>([:])
    let notices = Mutex<[Notice]>([])
    var brief = FleetRun.Brief(
      targets: playbook.targets, candidates: [RunID(Workshop.run)], author: "tester@here",
      connect: { target in
        let number = made.withLock { made in
          made[target.host.name, default: 0] += 1
          return made[target.host.name] ?? 0
        }
        guard number <= connections || target.host.name == "open" else {
          throw ConnectionError(host: target.host.name, .refused, "nothing listens there any more")
        }
        return LocalConnection()
      },
      planner: {
        Proposal.deploying($0, PendingSources(["a": SourceFile(bytes: Array("new\n".utf8), isExecutable: false)]))
      },
      consent: { _ in .proceed })
    brief.shell = workshop.shell
    brief.report = { notice in notices.withLock { $0.append(notice) } }
    return (await FleetRun(brief).outcomes(), notices.withLock { $0 }, playbook.targets)
  }

  @Test(arguments: Shell.allCases)
  func aHostThatIsReachedAgainCommits(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let run = try await deploy(in: workshop, within: 600, connections: 2)
    guard case .ended(.committed, _) = run.outcomes[0] else {
      Issue.record("\(run.outcomes)")
      return
    }
    #expect(run.notices.contains { if case .confirmed = $0.matter { true } else { false } })
    #expect(try workshop.read("here/a") == "new\n")
    #expect(try await workshop.processesThatStay() == [])
  }

  @Test(arguments: Shell.allCases)
  func aHostThatCannotBeReachedAgainReverts(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let run = try await deploy(in: workshop, within: 1, connections: 1)
    guard case .ended(.reverted, let course) = run.outcomes[0] else {
      Issue.record("\(run.outcomes)")
      return
    }
    #expect(
      course.failure?.reason == "nobody came over a new connection within 1 s: perhaps this run locks everybody out")
    #expect(!Files.exists("\(workshop.root)/here/a"))
    #expect(try await workshop.processesThatStay() == [])
  }

  @Test func oneHostThatIsLockedTakesTheOthersBack() async throws {
    let workshop = try await Workshop(.dash)
    let run = try await deploy(in: workshop, within: 1, connections: 1, hosts: "[open, locked]")
    guard case .ended(.reverted, _) = run.outcomes[0], case .ended(.reverted, _) = run.outcomes[1] else {
      Issue.record("\(run.outcomes)")
      return
    }
    for target in run.targets { #expect(!Files.exists("\(target.root)/a")) }
  }

  /// The order to commit must not come over the connection that was open before the gates.
  @Test(arguments: Shell.allCases)
  func anOrderOverTheOldConnectionDoesNotCount(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    var work = Work(workshop)
    try work.add(Array("a".utf8), Array("new\n".utf8))
    work.putAll()
    work.awaitSeconds = 2
    work.confirmSeconds = 2
    let orders = Orders()
    orders.give(.commit)
    let ending = try await work.carryOut(orders)
    #expect(ending.state == .reverted, "\(ending)")
  }
}
