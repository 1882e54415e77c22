import Connection
import Deploy
import Glibc
import Plan
import Reactor
import TestSupport
import Testing
import Transaction

/// Steps that move a git checkout.
struct CheckoutTests {
  private let files = ["a": "one\n", "requirements.txt": "r1\n", "gone": "x\n", ".gitignore": "*.log\n"]
  private let changes: [String: String?] = [
    "a": "two\n", "requirements.txt": "r2\n", "gone": nil, "new/sp ace": "n\n",
  ]
  private let steps = """
      - git: { to: origin/main }
      - run: cat requirements.txt >>../log
        undo: cat ${backup}/requirements.txt >>../log
    """

  private func sample(_ workshop: Workshop, _ more: [String: String] = [:]) async throws -> GitSample {
    rmdir(workshop.root)
    return try await GitSample(
      in: workshop.folder, checkout: workshop.root, files.merging(more) { $1 })
  }

  private func tree(_ workshop: Workshop) throws -> Tree {
    try Tree(workshop.root, without: [".git", "backups"], times: false)
  }

  private func refusals(_ trial: Trial) -> String { trial.objections.joined(separator: "\n") }

  @Test(arguments: Shell.allCases)
  func aCheckoutIsMovedToTheBranchOfItsRemote(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let sample = try await sample(workshop)
    let old = try await sample.there("rev-parse", "HEAD")
    let new = try await sample.commit("second", changes)
    let trial = try await workshop.deploy(steps, [:])
    #expect(trial.isCommitted, "\(trial)")
    #expect(trial.events.contains(.ok(step: 1, "at \(new.prefix(10)) on main")), "\(trial)")
    #expect(try workshop.read("a") == "two\n")
    #expect(try workshop.read("new/sp ace") == "n\n")
    #expect(!Files.exists("\(workshop.root)/gone"))
    let standing = try await sample.standing()
    #expect(standing[..<4] == [new, "refs/heads/main\n", "", ""], "\(standing)")
    #expect(!standing[4].contains("deployctl"), "\(standing)")
    #expect(try await sample.there("rev-parse", "origin/main") == new)
    #expect(try Files.read("\(workshop.set)/files/requirements.txt") == "r1\n")
    #expect(try Files.read("\(workshop.folder)/log") == "r2\n")

    let again = try await workshop.deploy("  - git: { to: origin/main }", [:], run: "again_20260101_000001")
    #expect(again.plan?.steps.first?.verdict == .ok("at \(new.prefix(10)) on main"), "\(again)")

    let back = try await workshop.rollBack(to: Workshop.run, as: "rollback_20260101_000002")
    #expect(back.isCommitted, "\(back)")
    #expect(try await sample.there("rev-parse", "HEAD") == old)
    #expect(try await sample.there("symbolic-ref", "HEAD") == "refs/heads/main")
    #expect(try await sample.there("status", "--porcelain") == "")
    #expect(try workshop.read("gone") == "x\n")
    #expect(try Files.read("\(workshop.folder)/log").hasSuffix("r1\n"))
  }

  @Test(arguments: Shell.allCases)
  func aCommitThatNoBranchHoldsIsNotAbandoned(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let sample = try await sample(workshop)
    try await sample.commit("second", changes)
    try await sample.there("checkout", "-q", "--detach")
    try workshop.write("mine\n", to: "mine")
    try await sample.there("add", "mine")
    try await sample.there("-c", "user.name=B", "-c", "user.email=b@b", "commit", "-q", "-m", "mine")
    let lonely = try await sample.there("rev-parse", "HEAD")
    let trial = try await workshop.deploy("  - git: { to: origin/main }", [:])
    #expect(refusals(trial).contains("is on no branch and would be lost: git branch NAME"), "\(trial)")
    #expect(try await sample.there("rev-parse", "HEAD") == lonely)
    try await sample.there("branch", "mine", lonely)
    let again = try await workshop.deploy("  - git: { to: origin/main }", [:], run: "again_20260101_000001")
    #expect(again.isCommitted, "\(again)")
  }

  @Test(arguments: Shell.allCases)
  func aGateThatFailsBringsCommitBranchAndEditsBack(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let sample = try await sample(workshop, ["b": "b\n"])
    try await sample.commit("second", changes)
    try await sample.git("tag", "-a", "-m", "x", "v1")
    try await sample.git("push", "-q", "origin", "v1")
    try workshop.write("staged\n", to: "b")
    try await sample.there("add", "b")
    try workshop.write("edited\n", to: "a")
    chmod("\(workshop.root)/a", 0o600)
    let before = (try tree(workshop), try await sample.standing())
    let trial = try await workshop.deploy(
      """
        - git: { to: v1, on_drift: stash }
        - run: /usr/bin/git stash list >../log; cat a >>../log; /usr/bin/git status -sb >>../log
          undo: cat ${backup}/a >>../log
        - healthy: { cmd: "false", within: 1s }
      """, [:])
    #expect(trial.isReverted, "\(trial)")
    #expect(try tree(workshop) == before.0)
    #expect(try await sample.standing() == before.1)
    let log = try Files.read("\(workshop.folder)/log")
    #expect(
      log
        == "stash@{0}: deployctl \(Workshop.run): local edits\ntwo\n## HEAD (no branch)\nedited\n")
    #expect(trial.events.contains { if case .undone(1, let how) = $0 { how.hasPrefix("back at ") } else { false } })
    #expect(ExitCode([trial.outcome]) == .reverted)
  }

  /// A filter of git stands where the work is cut: it is run in the middle of the checkout.
  @Test(arguments: Shell.allCases)
  func aWorkerThatDiesInTheMiddleIsReverted(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let sample = try await sample(workshop, [".gitattributes": "m filter=trap\n", "m": "one\n"])
    try await sample.commit("second", changes.merging(["m": "two\n", "z": "z\n"]) { $1 })
    try Files.write(
      """
      #!/bin/sh
      text=$(cat)
      if [ "$text" = two ]; then
        read -r worker _ <"$DEPLOYCTL_SET/control/worker"
        kill -9 "$worker"
        kill -9 0
      fi
      printf '%s\\n' "$text"

      """, to: "\(workshop.folder)/trap", mode: 0o755)
    try await sample.there("config", "filter.trap.smudge", "\(workshop.folder)/trap")
    let before = (try tree(workshop), try await sample.standing())
    let trial = try await workshop.deploy(steps, [:])
    #expect(trial.isReverted, "\(trial)")
    #expect(trial.events.contains(.recovering), "\(trial)")
    #expect(try tree(workshop) == before.0)
    #expect(try await sample.standing() == before.1)
    #expect(!Files.exists("\(workshop.root)/.git/index.lock"))
  }

  @Test(arguments: Shell.allCases)
  func whatSomebodyWritesMeanwhileIsKeptAside(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let sample = try await sample(workshop)
    try await sample.commit("second", changes)
    let before = try tree(workshop)
    let trial = try await workshop.deploy(
      "  - git: { to: origin/main }\n  - run: echo theirs >>a; exit 1\n    undo: 'true'", [:])
    #expect(trial.isReverted, "\(trial)")
    let kept = Event.keptAside(step: 1, "a was changed by somebody else: kept in the set's aside")
    #expect(trial.events.contains(kept), "\(trial)")
    #expect(try Files.read("\(workshop.set)/aside/checkout-1/a") == "two\ntheirs\n")
    #expect(try tree(workshop) == before)
    #expect(ExitCode([trial.outcome]) == .needsPerson)
  }

  @Test(arguments: Shell.allCases)
  func restoreByHandBringsTheCheckoutBackToo(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let sample = try await sample(workshop)
    try await sample.commit("second", changes)
    let before = (try tree(workshop), try await sample.standing())
    let trial = try await workshop.deploy("  - git: { to: origin/main }", [:])
    #expect(trial.isCommitted, "\(trial)")
    let result = try await workshop.runtime("restore")
    #expect(result.status == .exited(0), "\(String(decoding: result.output, as: UTF8.self))")
    #expect(try tree(workshop) == before.0)
    #expect(try await sample.standing() == before.1)
  }

  @Test func aBranchThatMovesOnMeanwhileIsNotTaken() async throws {
    let workshop = try await Workshop(.dash)
    let sample = try await sample(workshop)
    let seen = try await sample.commit("second", changes)
    let trial = try await workshop.deploy(
      steps, [:],
      afterPlan: {
        do { try await sample.commit("third", ["a": "three\n"]) } catch { Issue.record(error) }
      })
    #expect(trial.isCommitted, "\(trial)")
    #expect(try await sample.there("rev-parse", "HEAD") == seen)
  }

  @Test func aStepAfterItKnowsWhatTheMoveChanges() async throws {
    let workshop = try await Workshop(.dash)
    let sample = try await sample(workshop)
    try await sample.commit("second", changes)
    let range = CommitRange(
      subjects: ("first", "second"), count: 1, isForward: true, files: [CommitRange.File(change: "M", path: "a")])
    let steps = """
        - git: { to: origin/main }
        - run: touch ../known
          when: changed(a)
        - run: touch ../other
          when: changed(requirements.txt)
      """
    let trial = try await workshop.deploy(steps, [:], survey: { _ in .range(range) })
    #expect(trial.isCommitted, "\(trial)")
    #expect(trial.plan?.steps.first?.verdict == .change)
    #expect(Files.exists("\(workshop.folder)/known") && !Files.exists("\(workshop.folder)/other"))
  }

  @Test func whatCannotBeMovedIsRefusedInItsOwnWords() async throws {
    let workshop = try await Workshop(.dash)
    let sample = try await sample(workshop)
    try await sample.commit("second", changes)
    let before = try await sample.standing()
    func refused(_ step: String, _ words: String) async throws {
      let trial = try await workshop.deploy("  - git: \(step)", [:])
      #expect(refusals(trial).contains(words), "\(refusals(trial))")
      #expect(!Files.exists(workshop.set))
    }
    try await refused("{ to: origin/nope }", "'origin' has no branch nope")
    try await refused("{ to: main }", "'origin' has no tag main, but a branch: write to: origin/main")
    try await refused("{ to: up/main, remote: up }", "has no remote 'up'")
    try await refused("{ to: v1, path: nowhere }", "is not there: clone it once by hand")
    try await refused("{ to: v1, path: /usr }", "is no git checkout")
    try await refused(
      "{ to: 0123456789012345678901234567890123456789 }", "cannot be had from 'origin' any more")
    #expect(try await sample.standing() == before)

    try workshop.write("edit\n", to: "a")
    try await refused("{ to: origin/main }", "local edits in \(workshop.root): M a: commit them")
    try await sample.there("checkout", "-q", "a")
    try workshop.write("mine\n", to: "new/sp ace")
    try await refused("{ to: origin/main }", "files that git does not know would be overwritten")
    Files.remove("\(workshop.root)/new")
    try workshop.write("mine\n", to: "new")
    try await refused("{ to: origin/main }", "a file would take the place of a folder")
    Files.remove("\(workshop.root)/new")
    try await sample.there("remote", "set-url", "origin", "\(workshop.folder)/gone.git")
    try await refused("{ to: origin/main }", "'origin' of \(workshop.root) is no git repository, or is not there")
    try await sample.there("remote", "set-url", "origin", sample.origin)
    try await sample.there("-c", "user.name=B", "-c", "user.email=b@b", "commit", "-q", "--allow-empty", "-m", "own")
    try await refused("{ to: origin/main }", "it diverged or was not pushed, and nothing is merged here")
    try Files.write("", to: "\(workshop.root)/.git/MERGE_HEAD")
    try await refused("{ to: origin/main }", "is in the middle of a merge")
    chown("\(workshop.root)", 1234, 1234)
    chown("\(workshop.root)/.git", 1234, 1234)
    try await refused(
      "{ to: origin/main }", "belongs to uid 1234, and git of uid 0 works in no other account's checkout")
  }

  @Test func shallowClonesAndSubmodulesAndLargeFilesAreRefused() async throws {
    for (files, words) in [
      ([".gitattributes": "*.bin filter=lfs diff=lfs\n"], "there are files of git-lfs in it"),
      ([:], "is a shallow clone"),
    ] {
      let workshop = try await Workshop(.dash)
      let sample = try await sample(workshop)
      try await sample.commit("second", changes.merging(files) { $1 })
      if files.isEmpty {
        Files.remove(workshop.root)
        try await Tool.run(
          "/usr/bin/git", ["clone", "-q", "--depth", "1", "file://\(sample.origin)", workshop.root])
      }
      let trial = try await workshop.deploy("  - git: { to: origin/main }", [:])
      #expect(refusals(trial).contains(words), "\(refusals(trial))")
    }
  }
}
