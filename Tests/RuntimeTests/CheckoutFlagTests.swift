import Deploy
import Glibc
import Plan
import TestSupport
import Testing

/// Files that git was told not to look at: configs of this one server, mostly.
struct CheckoutFlagTests {
  private static let odd = "con\"f ü\nx"

  private func sample(_ workshop: Workshop) async throws -> GitSample {
    rmdir(workshop.root)
    let sample = try await GitSample(
      in: workshop.folder, checkout: workshop.root,
      ["a": "one\n", "b": "b\n", "config.yml": "theirs\n", Self.odd: "theirs\n", "both": "theirs\n"])
    try await sample.there("update-index", "--skip-worktree", "config.yml", "both")
    try await sample.there("update-index", "--assume-unchanged", Self.odd, "both")
    for path in ["config.yml", Self.odd, "both"] { try workshop.write("live\n", to: path) }
    return sample
  }

  private func flags(_ sample: GitSample) async throws -> [String] {
    try await sample.there("ls-files", "-v").split(separator: "\n").map(String.init).filter { !$0.hasPrefix("H ") }
  }

  @Test(arguments: Shell.allCases)
  func theyKeepTheirContentAndTheirMarksOverAMoveAndBack(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let sample = try await sample(workshop)
    try await sample.commit("second", ["a": "two\n", "new": "n\n"])
    try workshop.write("edited\n", to: "b")
    try await sample.there("add", "b")
    let flags = try await flags(sample)
    #expect(flags.count == 3, "\(flags)")
    let before = (try Tree(workshop.root, without: [".git", "backups"], times: false), try await sample.standing())
    let failed = try await workshop.deploy(
      "  - git: { to: origin/main, on_drift: stash }\n  - healthy: { cmd: 'false', within: 1s }", [:])
    #expect(failed.isReverted, "\(failed)")
    #expect(try await self.flags(sample) == flags)
    #expect(try Tree(workshop.root, without: [".git", "backups"], times: false) == before.0)
    #expect(try await sample.standing() == before.1)

    let trial = try await workshop.deploy(
      "  - git: { to: origin/main, on_drift: stash }", [:], run: "again_20260101_000001")
    #expect(trial.isCommitted, "\(trial)")
    #expect(try await self.flags(sample) == flags)
    #expect(try workshop.read("config.yml") == "live\n")
    #expect(try await sample.there("status", "--porcelain") == "")
  }

  @Test(arguments: Shell.allCases)
  func commitsThatChangeOneAreRefusedInTime(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let sample = try await sample(workshop)
    let before = try await sample.standing()
    for (run, path, flag, name) in [
      (1, "config.yml", "skip-worktree", "config.yml"),
      (2, Self.odd, "assume-unchanged", #""con\"f \303\274\nx""#),
    ] {
      let seen = try await sample.commit("\(run)", ["config.yml": "theirs\n"].merging([path: "two\n"]) { $1 })
      let trial = try await workshop.deploy("  - git: { to: \(seen) }", [:], run: "trial_20260101_00000\(run)")
      let words = trial.objections.joined(separator: "\n")
      #expect(words.contains("the commits change \(name), which is marked \(flag) there"), "\(trial)")
      #expect(words.contains("git update-index --no-\(flag) \(name)"), "\(trial)")
      // What was fetched has a name of ours.
      #expect(try await sample.standing()[..<4] == before[..<4])
      #expect(try workshop.read(path) == "live\n")
    }
  }

  @Test func thePlanKnowsThemWhereItKnowsTheCommits() async throws {
    let workshop = try await Workshop(.dash)
    let sample = try await sample(workshop)
    try await sample.commit("second", ["config.yml": "two\n"])
    let range = CommitRange(
      subjects: ("first", "second"), count: 1, isForward: true,
      files: [CommitRange.File(change: "M", path: "config.yml")])
    let trial = try await workshop.deploy("  - git: { to: origin/main }", [:], survey: { _ in .range(range) })
    #expect(
      trial.objections.joined().contains(
        "the commits change config.yml, which is marked skip-worktree in \(workshop.root): "
          + "git update-index --no-skip-worktree config.yml, there"), "\(trial)")
    #expect(trial.sent.isEmpty, "\(trial)")
  }

  /// The folder of such a file need not be there, or stay.
  @Test(arguments: Shell.allCases)
  func aFolderThatIsNotThereHasNoMode(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    rmdir(workshop.root)
    let sample = try await GitSample(
      in: workshop.folder, checkout: workshop.root, ["a": "one\n", "only/flagged": "x\n", "z/z": "one\n"])
    try await sample.there("update-index", "--skip-worktree", "only/flagged")
    Files.remove("\(workshop.root)/only")
    chmod("\(workshop.root)/a", 0o600)
    chmod("\(workshop.root)/z", 0o711)
    chmod("\(workshop.root)/z/z", 0o604)
    try await sample.commit("second", ["a": "two\n", "only/new": "n\n", "z/z": "two\n"])
    let before = try Tree(workshop.root, without: [".git", "backups"], times: false)
    let failed = try await workshop.deploy(
      "  - git: { to: origin/main }\n  - healthy: { cmd: 'false', within: 1s }", [:])
    #expect(failed.isReverted, "\(failed)")
    #expect(try Tree(workshop.root, without: [".git", "backups"], times: false) == before)

    try workshop.write("mine\n", to: "only/mine")
    let again = try await workshop.deploy(
      "  - git: { to: origin/main }\n  - run: rm only/mine; exit 1\n    undo: 'true'", [:],
      run: "again_20260101_000001")
    #expect(again.isReverted, "\(again)")
    #expect(ExitCode([again.outcome]) == .reverted, "\(again)")
    #expect(try Tree(workshop.root, without: [".git", "backups"], times: false) == before)
  }
}
