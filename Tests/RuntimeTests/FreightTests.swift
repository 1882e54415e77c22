import Connection
import Crypto
import Deploy
import Glibc
import Plan
import Playbook
import Synchronization
import TestSupport
import Testing
import Transaction

/// Contents that are brought in parts before the set.
struct FreightTests {
  private static let size = 40 << 20
  private static let part = DeferredContent.partSize
  private static let content = Bulk.noise(size)

  @Test(arguments: Shell.allCases)
  func aLostConnectionCostsOnlyThePartsThatWereNotThere(_ shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try Files.makeFolder("\(workshop.root)/.git/info")
    let trial = try await workshop.deploy(Self.source(), losing: [5 * Self.part / 2])
    #expect(trial.trial.isCommitted, "\(trial.trial)")
    #expect(Bulk.areEqual(try Files.read(Array("\(workshop.root)/a/big".utf8)), Self.content))
    #expect(trial.sent.count == 2)
    // The first part was told of before the third was begun, whatever became of the second.
    #expect(trial.sent[1] < Self.size - Self.part + 1_000_000, "\(trial.sent)")
    #expect(trial.matters == ["lost", "regained"])
    #expect(try Files.read("\(workshop.root)/.git/info/exclude").contains("/backups/\n"))
    #expect(try await workshop.eventually { !Files.exists("\(workshop.backups)/.incoming") })
  }

  @Test(arguments: Shell.allCases)
  func whatAKilledControllerBroughtIsUsedByTheNextRun(_ shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let first = try await workshop.deploy(Self.source(), losing: [7 * Self.part / 2], reconnectsFor: .zero)
    if case .unreachable = first.trial.outcome {} else { Issue.record("\(first.trial)") }
    #expect(!Files.exists("\(workshop.root)/a"))
    let (file, parts) = try workshop.leftover()
    // The second part was told of before the fourth was begun, whatever became of the third.
    #expect(parts.starts(with: ["0", "1"]), "\(parts)")
    // Something on the way damaged the first part, which nobody noticed; the fourth was cut short.
    try await workshop.damage(file)
    let second = try await workshop.deploy(Self.source())
    #expect(second.trial.isCommitted, "\(second.trial)")
    #expect(Bulk.areEqual(try Files.read(Array("\(workshop.root)/a/big".utf8)), Self.content))
    let wanted = Self.size - 2 * Self.part...Self.size - Self.part + 1_000_000
    #expect(wanted.contains(second.sent[0]), "\(second.sent)")
    #expect(try await workshop.eventually { !Files.exists("\(workshop.backups)/.incoming") })
    #expect(try await workshop.eventually { try workshop.processes().isEmpty })
  }

  @Test(arguments: Shell.allCases)
  func oneContentForTwoPathsIsSentOnce(_ shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try workshop.write("old\n", to: "b/copy", mode: 0o600)
    let steps =
      "  - copy: { from: a/big, mode: \"0640\", validate: \"test -s {}\" }\n  - copy: { from: a/big, to: b/copy }"
    let trial = try await workshop.deploy(Self.source(), steps: steps)
    #expect(trial.trial.isCommitted, "\(trial.trial)")
    #expect(trial.sent[0] < Self.size + 1_000_000)
    for path in ["a/big", "b/copy"] {
      #expect(Bulk.areEqual(try Files.read(Array("\(workshop.root)/\(path)".utf8)), Self.content))
    }
    #expect(!Files.exists("\(workshop.backups)/.incoming"))
  }

  @Test func aSourceThatChangesIsNoticedByItsPart() async throws {
    let workshop = try await Workshop(.dash)
    let isChanged = Mutex(false)
    let source = Self.source { range in
      var bytes = Array(Self.content[range])
      if isChanged.withLock({ $0 }), range.contains(3 * Self.part + 7) {
        bytes[3 * Self.part + 7 - range.lowerBound] ^= 1
      }
      return bytes
    }
    let trial = try await workshop.deploy(source) { isChanged.withLock { $0 = true } }
    #expect(
      trial.trial.objections == ["the source of a/big was changed on this machine since the plan was made"],
      "\(trial.trial)")
    #expect(!Files.exists("\(workshop.root)/a"))
  }

  @Test func whatValidateMakesOfALargeFileIsSeen() async throws {
    let workshop = try await Workshop(.dash)
    let trial = try await workshop.deploy(
      Self.source(), steps: "  - copy: { from: a/big, validate: \"printf x | dd of={} conv=notrunc\" }")
    #expect(trial.trial.objections.contains { $0.hasPrefix("staged as ") }, "\(trial.trial)")
  }

  @Test func whatNobodyCameBackForGoesAfterADay() async throws {
    let workshop = try await Workshop(.busybox)
    let old = "\(workshop.backups)/.incoming/0123.1.2.3"
    try workshop.write("", to: "backups/.incoming/4567.1.2.3")
    try workshop.write("", to: "backups/.incoming/0123.1.2.3")
    try workshop.write("", to: "backups/.incoming/0123.1.2.3.parts")
    for path in [old, "\(old).parts"] { _ = try await Tool.run("/usr/bin/touch", ["-d", "2 days ago", path]) }
    let source = SourceFile(bytes: Array("small\n".utf8), isExecutable: false)
    #expect(try await workshop.deploy("  - copy: small", ["small": source]).isCommitted)
    #expect(Files.names(in: Array("\(workshop.backups)/.incoming".utf8)) == [Array("4567.1.2.3".utf8)])
  }

  /// The source `a/big`, and how it is read.
  private static func source(_ read: @escaping @Sendable (Range<Int>) -> [UInt8]? = { Array(content[$0]) })
    -> SourceFile
  {
    let parts = stride(from: 0, to: size, by: part).map { SHA256Digest(of: content[$0..<min($0 + part, size)]) }
    let deferred = DeferredContent(size: size, hash: SHA256Digest(of: content), parts: parts, read: read)
    return SourceFile(deferred, isExecutable: false)
  }
}

extension Workshop {
  fileprivate struct Shipping {
    let trial: Trial
    /// The bytes that each connection sent.
    let sent: [Int]
    /// What became of connections.
    let matters: [String]
  }

  /// Deploys the source over connections of which the first ones are lost after so many bytes.
  fileprivate func deploy(
    _ source: SourceFile, steps: String = "  - copy: a/big", losing: [Int] = [],
    reconnectsFor: Duration = .seconds(60), afterPlan: @escaping @Sendable () -> Void = {}
  ) async throws -> Shipping {
    let target = try target(steps, listing: SourceListing(files: ["a/big"]))
    let (counts, matters) = (Counts(), Counts())
    let notices = Notices()
    var brief = FleetRun.Brief(
      targets: [target], candidates: [RunID(Workshop.run)], author: "tester@here",
      connect: { _ in
        let number = counts.begin()
        return CuttableConnection(after: number < losing.count ? losing[number] : .max) { counts.add($0, to: number) }
      },
      planner: { notices.watch(Proposal.deploying($0, ["a/big": source], survey: { .missing($0.to) })) },
      consent: { _ in
        afterPlan()
        return .proceed
      })
    brief.reconnectsFor = reconnectsFor
    brief.shell = shell
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
  fileprivate func leftover() throws -> (file: String, parts: [String]) {
    let folder = "\(backups)/.incoming"
    let names = (Files.names(in: Array(folder.utf8)) ?? []).map { String(decoding: $0, as: UTF8.self) }
    let list = try #require(names.first { $0.hasSuffix(".parts") }, "\(names)")
    let parts = try Files.read("\(folder)/\(list)").split(separator: "\n").map(String.init)
    return ("\(folder)/\(list.dropLast(6))", parts)
  }

  fileprivate func damage(_ file: String) async throws {
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
