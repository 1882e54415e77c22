import Connection
import Deploy
import Glibc
import Plan
import Playbook
import Synchronization
import TestSupport
import Testing
import Transaction

extension Workshop {
  /// Runs the body with a root on a small filesystem.
  static func withDisk(
    _ options: String, _ shell: Shell, _ body: (Workshop) async throws -> Void
  ) async throws {
    let workshop = try await Workshop(shell)
    try await Tool.run("/bin/mount", ["-t", "tmpfs", "-o", "mode=755,\(options)", "tmpfs", workshop.root])
    do {
      try await body(workshop)
    } catch {
      try await Tool.run("/bin/umount", ["-l", workshop.root])
      throw error
    }
    try await Tool.run("/bin/umount", ["-l", workshop.root])
  }

  struct Shipping {
    let trial: Trial
    /// The bytes that each connection sent.
    let sent: [Int]
    /// What became of connections.
    let matters: [String]
  }

  /// Deploys the source over connections of which the first ones are lost after so many bytes.
  func deploy(
    _ source: SourceFile, steps: String = "  - copy: a/big", run: String = Workshop.run, losing: [Int] = [],
    shell: String? = nil,
    reconnectsFor: Duration = .seconds(60), afterPlan: @escaping @Sendable () -> Void = {}
  ) async throws -> Shipping {
    let target = try target(steps, listing: SourceListing(files: ["a/big"]))
    let (counts, matters) = (Counts(), Counts())
    let notices = Notices()
    var brief = FleetRun.Brief(
      targets: [target], candidates: [RunID(run)], author: "tester@here",
      connect: { _ in
        let number = counts.begin()
        return CuttableConnection(after: number < losing.count ? losing[number] : .max) { counts.add($0, to: number) }
      },
      planner: {
        notices.watch(Proposal.deploying($0, PendingSources(["a/big": source]), survey: { .missing($0.to) }))
      },
      consent: { _ in
        afterPlan()
        return .proceed
      })
    brief.reconnectsFor = reconnectsFor
    brief.shell = shell ?? self.shell
    brief.report = {
      notices.add($0)
      switch $0.matter {
      case .lost: matters.note("lost")
      case .regained: matters.note("regained")
      default: break
      }
    }
    let outcomes = await FleetRun(brief).outcomes()
    let trial = Trial(outcome: outcomes[0], events: notices.events, sent: notices.sent, plan: notices.plan)
    return Shipping(trial: trial, sent: counts.counts, matters: matters.words)
  }

  /// The content that an earlier session left, and its parts.
  ///
  /// A session looks at both once more when it leaves, so it is waited for: whoever changes them before would be in its way.
  func leftover() async throws -> (file: String, parts: [String]) {
    let folder = "\(backups)/.incoming"
    let names = (Files.names(in: Array(folder.utf8)) ?? []).map { String(decoding: $0, as: UTF8.self) }
    let list = try #require(names.first { $0.hasSuffix(".parts") }, "\(names)")
    let name = list.dropLast(6)
    try #require(try await eventually { !isAlive(owner: name.split(separator: ".").suffix(2).map(String.init)) })
    let parts = try Files.read("\(folder)/\(list)").split(separator: "\n").map(String.init)
    return ("\(folder)/\(name)", parts)
  }

  /// Whether a process lives, by its number and when it began.
  private func isAlive(owner: [String]) -> Bool {
    guard let stat = Files.contents(Array("/proc/\(owner[0])/stat".utf8)) else { return false }
    return String(decoding: stat, as: UTF8.self).split(separator: " ").contains(Substring(owner[1]))
  }

  func damage(_ file: String) async throws {
    _ = try await Tool.run(
      "/bin/sh", ["-c", "printf damage | dd of=\"$0\" bs=1 seek=4711 conv=notrunc 2>/dev/null", file])
  }
}

/// What is counted or noted from several places.
private final class Counts: Sendable {
  private let state = Mutex<(counts: [Int], words: [String])>(([], []))

  var counts: [Int] { state.withLock { $0.counts } }
  var words: [String] { state.withLock { $0.words } }

  func begin() -> Int {
    state.withLock {
      $0.counts.append(0)
      return $0.counts.count - 1
    }
  }

  func add(_ count: Int, to number: Int) { state.withLock { $0.counts[number] += count } }

  func note(_ word: String) { state.withLock { $0.words.append(word) } }
}
