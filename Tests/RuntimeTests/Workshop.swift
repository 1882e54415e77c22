import Connection
import Crypto
import Deploy
import Glibc
import Plan
import Playbook
import Reactor
import SourceText
import TestSupport
import Transaction

/// A folder with a root to deploy into, and a shell to do it under, all on this machine.
final class Workshop: Sendable {
  let folder: String
  let shell: String
  var root: String { "\(folder)/root" }
  var backups: String { "\(root)/backups" }
  /// The backup set of the run that is deployed when no other is named.
  var set: String { "\(backups)/\(Workshop.run)" }

  static let run = "trial_20260101_000000"

  init(_ shell: Shell) async throws {
    _ = Workshop.keepsTheRegistryAway
    folder = try Files.temporaryFolder("runtime")
    self.shell = try await shell.path(applets: "\(folder)/applets")
    try Files.makeFolder(root)
  }

  /// A part of this workshop, with a root and a shell of its own.
  func at(_ name: String, _ shell: String) -> Workshop { Workshop("\(folder)/\(name)", shell) }

  private init(_ folder: String, _ shell: String) {
    self.folder = folder
    self.shell = shell
  }

  deinit { Files.remove(folder) }

  /// The registry of roots is the machine's; a test must not write there.
  static let keepsTheRegistryAway: Void = { setenv("DEPLOYCTL_STATE", "/dev/null/none", 1) }()

  /// The target of a playbook with these steps.
  func target(
    _ steps: String = "  - copy: x", secrets: [String: Secret] = [:], listing: SourceListing = SourceListing()
  ) throws -> Target {
    let names = secrets.keys.sorted().map { "\($0): { env: NOWHERE }" }.joined(separator: ", ")
    let text =
      "playbook: trial\nhosts: here\nroot: \(root)\n\(names.isEmpty ? "" : "secrets: { \(names) }\n")steps:\n\(steps)\n"
    return try Playbook.read(
      SourceText(name: "trial.yml", text: text), inventory: nil,
      choices: Choices(listing: { listing.listing($0) })
    ) { listing.kind($0) }.targets[0]
  }

  /// Deploys the sources and tells what happened.
  func deploy(
    _ steps: String, _ sources: Sources, run: String = Workshop.run, shell: String? = nil,
    secrets: [String: Secret] = [:], links: [String: String] = [:], folders: [String] = [], rehashes: Bool = false,
    survey: @escaping @Sendable (CommitPair) -> CommitSurvey = { .missing($0.to) },
    afterPlan: @escaping @Sendable () async -> Void = {}
  ) async throws -> Trial {
    let listing = SourceListing(files: sources.keys.filter { $0.contains("/") }, links: links, folders: folders)
    let target = try target(steps, secrets: secrets, listing: listing)
    let notices = Notices()
    var brief = FleetRun.Brief(
      targets: [target], candidates: [RunID(run)], author: "tester@here",
      connect: { _ in LocalConnection() },
      planner: {
        notices.watch(
          Proposal.deploying($0, PendingSources(sources), rehashes: rehashes, secrets: secrets, survey: survey))
      },
      consent: { _ in
        await afterPlan()
        return .proceed
      })
    // What a run leaves on the host is what is tested, not the program that would come back and mend it.
    brief.reconnectsFor = .zero
    brief.shell = shell ?? self.shell
    brief.report = { notices.add($0) }
    let outcomes = await FleetRun(brief).outcomes()
    return Trial(outcome: outcomes[0], events: notices.events, sent: notices.sent, plan: notices.plan)
  }

  /// Goes back to the state before a run.
  func rollBack(to target: String, as run: String) async throws -> Trial {
    let notices = Notices()
    var brief = FleetRun.Brief(
      targets: [try self.target()], candidates: [RunID(run)], author: "tester@here",
      connect: { _ in LocalConnection() },
      planner: { notices.watch(Proposal.rollingBack($0, to: target, isOnly: false)) },
      consent: { _ in .proceed })
    brief.shell = shell
    brief.report = { notices.add($0) }
    let outcomes = await FleetRun(brief).outcomes()
    return Trial(outcome: outcomes[0], events: notices.events, plan: notices.plan)
  }

  /// Deploys texts, each to the path that it has as a source.
  func deploy(_ steps: String, texts: [String: String], shell: String? = nil) async throws -> Trial {
    try await deploy(
      steps, texts.mapValues { SourceFile(bytes: Array($0.utf8), isExecutable: false) }, shell: shell)
  }

  /// Runs a set's own copy of the runtime.
  func runtime(_ verb: String, _ set: String? = nil) async throws -> Subprocess.Result {
    let set = set ?? self.set
    return try await Subprocess.run(shell, ["\(set)/runtime", verb, set], deadline: .now + .seconds(60))
  }

  func write(_ text: String, to path: String, mode: UInt32 = 0o644) throws {
    try Files.write(text, to: "\(root)/\(path)", mode: mode)
  }

  func read(_ path: String) throws -> String { try Files.read("\(root)/\(path)") }

  /// Processes that work in this folder.
  func processes() throws -> [String] {
    let mark = Array(folder.utf8)
    return (Files.names(in: Array("/proc".utf8)) ?? []).compactMap { name in
      guard Int(String(decoding: name, as: UTF8.self)) != nil,
        let line = Files.contents(Array("/proc/".utf8) + name + Array("/cmdline".utf8)),
        line.firstRange(of: mark) != nil
      else { return nil }
      return String(decoding: name + [32] + line.map { $0 == 0 ? 32 : $0 }, as: UTF8.self)
    }
  }

  /// Processes that still work in this folder after they had time to end.
  func processesThatStay() async throws -> [String] {
    _ = try await eventually { try processes().isEmpty }
    return try processes()
  }

  /// Waits until a condition holds; false when it does not in two minutes.
  func eventually(_ condition: () throws -> Bool) async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(120)
    while ContinuousClock.now < deadline {
      if try condition() { return true }
      try await Task.sleep(for: .milliseconds(20))
    }
    return false
  }
}

extension Files {
  /// A file's bytes; nil if it went away meanwhile.
  static func contents(_ path: [UInt8]) -> [UInt8]? {
    do { return try read(path) } catch { return nil }
  }
}

/// What became of one deploy.
struct Trial {
  let outcome: Outcome
  let events: [Event]
  var sent: [(bytes: Int, of: Int)] = []
  let plan: Plan?

  var didNothing: Bool { if case .nothingToDo = outcome { true } else { false } }
  var isCommitted: Bool { if case .ended(.committed, _) = outcome { true } else { false } }
  var isReverted: Bool { if case .ended(.reverted, _) = outcome { true } else { false } }
  var failure: String? {
    events.lazy.compactMap { if case .failed(_, let reason) = $0 { reason } else { nil } }.first
  }
}

extension Trial {
  /// Why it was refused.
  var objections: [String] {
    if case .refused(let list) = outcome { list.map(\.message) } else { [] }
  }
}
