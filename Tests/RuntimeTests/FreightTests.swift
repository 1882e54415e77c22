import Plan
import Synchronization
import TestSupport
import Testing
import Transaction

/// Contents that are brought in parts before the set.
struct FreightTests {
  @Test(arguments: Shell.allCases)
  func aLostConnectionCostsOnlyThePartsThatWereNotThere(_ shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try Files.makeFolder("\(workshop.root)/.git/info")
    let trial = try await workshop.deploy(LargeSource.file(), losing: [5 * LargeSource.part / 2])
    #expect(trial.trial.isCommitted, "\(trial.trial)")
    #expect(Bulk.areEqual(try Files.read(Array("\(workshop.root)/a/big".utf8)), LargeSource.content))
    #expect(trial.sent.count == 2)
    // The first part was told of before the third was begun, whatever became of the second.
    #expect(trial.sent[1] < LargeSource.size - LargeSource.part + 1_000_000, "\(trial.sent)")
    #expect(trial.matters == ["lost", "regained"])
    #expect(try Files.read("\(workshop.root)/.git/info/exclude").contains("/backups/\n"))
    #expect(try await workshop.eventually { !Files.exists("\(workshop.backups)/.incoming") })
  }

  @Test(arguments: Shell.allCases)
  func oneContentForTwoPathsIsSentOnce(_ shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try workshop.write("old\n", to: "b/copy", mode: 0o600)
    let steps =
      "  - copy: { from: a/big, mode: \"0640\", validate: \"test -s {}\" }\n  - copy: { from: a/big, to: b/copy }"
    let trial = try await workshop.deploy(LargeSource.file(), steps: steps)
    #expect(trial.trial.isCommitted, "\(trial.trial)")
    #expect(trial.sent[0] < LargeSource.size + 1_000_000)
    for path in ["a/big", "b/copy"] {
      #expect(Bulk.areEqual(try Files.read(Array("\(workshop.root)/\(path)".utf8)), LargeSource.content))
    }
    #expect(!Files.exists("\(workshop.backups)/.incoming"))
  }

  @Test(arguments: ["sha256sum", "openssl"])
  func everyByteIsHashedOnceWhereItArrives(by tool: String) async throws {
    let workshop = try await Workshop(.dash)
    let log = "\(workshop.folder)/log"
    // Tools that note what they hash; one of them cannot hash at all.
    let isThere = tool == "openssl" ? "exec /usr/bin/openssl \"$@\"" : "echo 'no such digest'; exit 1"
    let shell = try workshop.shell(finding: [
      "sha256sum": "echo sha256sum \"$@\" >>\(log)\nexec /usr/bin/sha256sum \"$@\"",
      "openssl": "echo openssl \"$@\" >>\(log)\n\(isThere)",
    ])
    let trial = try await workshop.deploy(LargeSource.file(), shell: shell)
    #expect(trial.trial.isCommitted, "\(trial.trial)")
    let calls = try Files.read(log).split(separator: "\n").map(String.init)
    #expect(!calls.contains { $0.contains("a/big") }, "\(calls)")
    // Each part; and once whether there is an openssl.
    #expect(calls.count { $0 == "sha256sum" } == (tool == "sha256sum" ? 5 : 0), "\(calls)")
    #expect(calls.count { $0.hasPrefix("openssl") } == 1 + (tool == "openssl" ? 5 : 0), "\(calls)")
  }

  @Test(arguments: Shell.allCases)
  func twoRunsThatBringTheSameDoNotHarmEachOther(_ shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    async let one = workshop.deploy(LargeSource.file(), run: "one_20260101_000001")
    async let two = workshop.deploy(LargeSource.file(), run: "two_20260101_000002")
    let trials = try await [one.trial, two.trial]
    #expect(trials.contains { $0.isCommitted }, "\(trials)")
    // Whoever comes second finds the lock of the first one, or what that one made.
    #expect(trials.allSatisfy { $0.isCommitted || $0.isReverted || !$0.objections.isEmpty }, "\(trials)")
    #expect(Bulk.areEqual(try Files.read(Array("\(workshop.root)/a/big".utf8)), LargeSource.content))
  }

  @Test func aSourceThatChangesIsNoticedByItsPart() async throws {
    let workshop = try await Workshop(.dash)
    let isChanged = Mutex(false)
    let source = LargeSource.file { range in
      var bytes = Array(LargeSource.content[range])
      if isChanged.withLock({ $0 }), range.contains(3 * LargeSource.part + 7) {
        bytes[3 * LargeSource.part + 7 - range.lowerBound] ^= 1
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
      LargeSource.file(), steps: "  - copy: { from: a/big, validate: \"printf x | dd of={} conv=notrunc\" }")
    #expect(trial.trial.objections.contains { $0.hasPrefix("staged as ") }, "\(trial.trial)")
  }
}
