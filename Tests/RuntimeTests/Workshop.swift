import Connection
import Deploy
import Plan
import Playbook
import SourceText
import TestSupport
import Transaction

/// A folder with a root to deploy into, and a shell to do it under, all on this machine.
final class Workshop: Sendable {
  let folder: String
  let shell: String
  var root: String { "\(folder)/root" }
  var backups: String { "\(root)/backups" }

  init(_ shell: Shell) async throws {
    folder = try Files.temporaryFolder("runtime")
    self.shell = try await shell.path(applets: "\(folder)/applets")
    try Files.makeFolder(root)
  }

  deinit { Files.remove(folder) }

  /// The target of a playbook with these steps.
  func target(_ steps: String) throws -> Target {
    let text = "playbook: trial\nhosts: here\nroot: \(root)\nsteps:\n\(steps)\n"
    return try Playbook.read(SourceText(name: "trial.yml", text: text), inventory: nil) { _ in .file }.targets[0]
  }

  /// Deploys the sources and tells what happened.
  func deploy(_ steps: String, _ sources: Sources, run: String = "trial_20260101_000000") async throws -> Trial {
    let target = try target(steps)
    let notices = Notices()
    var brief = FleetRun.Brief(
      targets: [target], candidates: [RunID(run)], author: "tester@here",
      connect: { _ in LocalConnection() }, planner: { Proposal.deploying($0, sources) }, consent: { _ in .proceed })
    brief.shell = shell
    brief.report = { notices.add($0) }
    let outcomes = await FleetRun(brief).outcomes()
    return Trial(outcome: outcomes[0], events: notices.events)
  }
}

/// What became of one deploy.
struct Trial {
  let outcome: Outcome
  let events: [Event]

  var isCommitted: Bool { if case .ended(.committed, _) = outcome { true } else { false } }
  var isReverted: Bool { if case .ended(.reverted, _) = outcome { true } else { false } }
}
