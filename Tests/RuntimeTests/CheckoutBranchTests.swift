import Glibc
import Reactor
import TestSupport
import Testing

/// A move to a branch that the checkout did not have, and all ways back and forth.
struct CheckoutBranchTests {
  private static let rollback = "rollback_20260101_000001"

  private func sample(_ workshop: Workshop) async throws -> GitSample {
    rmdir(workshop.root)
    let sample = try await GitSample(in: workshop.folder, checkout: workshop.root, ["a": "one\n", "gone": "x\n"])
    try await sample.git("checkout", "-q", "-b", "release")
    try await sample.commit("second", ["a": "two\n", "gone": nil, "new": "n\n"])
    try await sample.git("push", "-q", "origin", "release")
    return sample
  }

  private func state(_ workshop: Workshop, _ sample: GitSample) async throws -> [String] {
    try await sample.standing() + ["\(Tree(workshop.root, without: [".git", "backups"], times: false))"]
  }

  @Test(arguments: Shell.allCases)
  func aBranchThatARunMadeGoesWithItAndComesBack(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let sample = try await sample(workshop)
    let old = try await state(workshop, sample)
    let trial = try await workshop.deploy("  - git: { to: origin/release }", [:])
    #expect(trial.isCommitted, "\(trial)")
    let new = try await state(workshop, sample)
    #expect(new[1] == "refs/heads/release\n", "\(new)")

    let back = try await workshop.rollBack(to: Workshop.run, as: Self.rollback)
    #expect(back.isCommitted, "\(back)")
    #expect(try await state(workshop, sample) == old)

    // The revert of that rollback, which may run twice.
    for _ in 1...2 {
      let restored = try await workshop.runtime("restore", "\(workshop.backups)/\(Self.rollback)")
      #expect(restored.status == .exited(0), "\(String(decoding: restored.output, as: UTF8.self))")
      #expect(try await state(workshop, sample) == new)
    }
  }

  @Test func aRollbackOfThatRollbackMakesTheBranchAgain() async throws {
    let workshop = try await Workshop(.dash)
    let sample = try await sample(workshop)
    #expect(try await workshop.deploy("  - git: { to: origin/release }", [:]).isCommitted)
    let new = try await state(workshop, sample)
    #expect(try await workshop.rollBack(to: Workshop.run, as: Self.rollback).isCommitted)
    let forth = try await workshop.rollBack(to: Self.rollback, as: "rollback_20260101_000002")
    #expect(forth.isCommitted, "\(forth)")
    #expect(try await state(workshop, sample) == new)
  }

  @Test(arguments: [Shell.dash, .busybox])
  func itGoesFromALinkedWorktreeToo(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    rmdir(workshop.root)
    let sample = try await GitSample(
      in: workshop.folder, checkout: "\(workshop.folder)/first", ["a": "one\n", "gone": "x\n"])
    try await sample.git("checkout", "-q", "-b", "release")
    try await sample.commit("second", ["a": "two\n", "gone": nil])
    try await sample.git("push", "-q", "origin", "release")
    try await sample.there("worktree", "add", "-q", "-b", "live", workshop.root)
    let old = try await state(workshop, sample)
    let trial = try await workshop.deploy("  - git: { to: origin/release }", [:])
    #expect(trial.isCommitted, "\(trial)")
    #expect(try workshop.read("a") == "two\n")
    let back = try await workshop.rollBack(to: Workshop.run, as: Self.rollback)
    #expect(back.isCommitted, "\(back)")
    #expect(try await state(workshop, sample) == old)
    #expect(
      try await Tool.run("/usr/bin/git", ["-C", workshop.root, "symbolic-ref", "HEAD"]) == "refs/heads/live\n")
  }

  @Test func aBranchThatSomebodyElseUsesSinceStays() async throws {
    let workshop = try await Workshop(.dash)
    let sample = try await sample(workshop)
    #expect(try await workshop.deploy("  - git: { to: origin/release }", [:]).isCommitted)
    let new = try await sample.there("rev-parse", "HEAD")
    try await sample.there("checkout", "-q", "--detach")
    try await sample.there("worktree", "add", "-q", "\(workshop.folder)/other", "release")
    let back = try await workshop.rollBack(to: Workshop.run, as: Self.rollback)
    #expect(back.isCommitted, "\(back)")
    #expect(try await sample.there("symbolic-ref", "HEAD") == "refs/heads/main")
    #expect(try await sample.there("rev-parse", "refs/heads/release") == new)
  }

  @Test(arguments: [Shell.dash, .mksh])
  func commitsThatCameSinceToABranchThatMovedAreNotLost(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let sample = try await sample(workshop)
    #expect(try await workshop.deploy("  - git: { to: origin/main }", [:]).isCommitted)
    try await sample.there("checkout", "-q", "--detach")
    let own = try await sample.there(
      "-c", "user.name=B", "-c", "user.email=b@b", "commit-tree", "-p", "HEAD", "-m", "own", "HEAD^{tree}")
    try await sample.there("update-ref", "refs/heads/main", own)
    let before = try await state(workshop, sample)
    let back = try await workshop.rollBack(to: Workshop.run, as: Self.rollback)
    #expect(back.objections.joined().contains("main was moved meanwhile, to \(own.prefix(10))"), "\(back)")
    #expect(try await state(workshop, sample) == before)
  }

  @Test(arguments: [Shell.dash, .busybox])
  func aBranchToGoBackToMustBeWhereItWas(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let sample = try await sample(workshop)
    let old = try await sample.there("rev-parse", "HEAD")
    #expect(try await workshop.deploy("  - git: { to: origin/release }", [:]).isCommitted)
    for words in [["update-ref", "-d", "refs/heads/main"], ["update-ref", "refs/heads/main", "HEAD"]] {
      try await Tool.run("/usr/bin/git", ["-C", workshop.root] + words)
      let before = try await state(workshop, sample)
      let back = try await workshop.rollBack(to: Workshop.run, as: Self.rollback)
      #expect(
        back.objections.joined().contains("the branch main is not at \(old.prefix(10)) any more"), "\(back)")
      #expect(try await state(workshop, sample) == before)
    }
    try await sample.there("update-ref", "refs/heads/main", old)
    let back = try await workshop.rollBack(to: Workshop.run, as: "rollback_20260101_000002")
    #expect(back.isCommitted, "\(back)")
    #expect(try await sample.there("rev-parse", "HEAD") == old)
  }

  @Test(arguments: Shell.allCases)
  func theSetsOfALinkedWorktreeAreHiddenFromGit(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    rmdir(workshop.root)
    let sample = try await GitSample(in: workshop.folder, checkout: "\(workshop.folder)/first", ["a": "one\n"])
    try await sample.commit("second", ["a": "two\n"])
    try await sample.git("push", "-q", "origin", "HEAD:release")
    if shell == .dash { Files.remove("\(sample.checkout)/.git/info") }
    try await sample.there("worktree", "add", "-q", "-b", "live", workshop.root)
    for number in 1...2 {
      let trial = try await workshop.deploy(
        "  - git: { to: origin/release }\n  - run: touch ../done", [:],
        run: "trial_20260101_00000\(number)")
      #expect(trial.isCommitted, "\(trial)")
    }
    let excluded = try Files.read("\(sample.checkout)/.git/info/exclude").split(separator: "\n")
    #expect(excluded.count { $0 == "/backups/" } == 1)
    try await Tool.run("/usr/bin/git", ["-C", workshop.root, "clean", "-q", "-fd"])
    #expect(Files.exists("\(workshop.backups)/trial_20260101_000001"))
    #expect(try await Tool.run("/usr/bin/git", ["-C", workshop.root, "status", "--porcelain"]) == "")
  }
}
