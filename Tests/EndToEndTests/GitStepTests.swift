import Deploy
import Glibc
import TestSupport
import Testing

/// A checkout on a server, moved by a playbook that lies in a clone of the same repository.
struct GitStepTests {
  private let steps = """
      - git: { to: origin/main }
      - run: cat requirements.txt >installed
        when: changed(requirements.txt)
        undo: cat ${backup}/requirements.txt >installed
    """

  private func with(_ body: (Stage, GitSample) async throws -> Void) async throws {
    try await Stage.with("target") { stage in
      rmdir(stage.server.root)
      let sample = try await GitSample(
        in: stage.folder, checkout: stage.server.root,
        [".gitignore": "installed\n", "a": "1\n", "requirements.txt": "1\n"])
      Files.remove(stage.project)
      try await Tool.run("/usr/bin/git", ["clone", "-q", sample.origin, stage.project])
      try stage.playbook(steps: steps)
      try await body(stage, sample)
    }
  }

  @Test func thePlanTellsWhatLiesBetweenTheCommits() async throws {
    try await with { stage, sample in
      let old = try await sample.there("rev-parse", "--short=10", "HEAD")
      try await sample.commit("second", ["a": "2\n", "b": "new\n"])
      let new = try await sample.git("rev-parse", "--short=10", "HEAD")
      let before = try await stage.server.footprint()
      let unknown = try await stage.run("check", "playbooks/site.yml")
      #expect(
        unknown.output.contains("  1 git origin/main: unknown, \(new) is not in your clone: git fetch\n"), "\(unknown)")
      #expect(unknown.output.contains("unknown, when changed(requirements.txt): nobody knows yet"), "\(unknown)")

      try await Tool.run("/usr/bin/git", ["-C", stage.project, "fetch", "-q"])
      let known = try await stage.run("check", "playbooks/site.yml")
      #expect(
        known.output.contains(
          """
            1 git origin/main: change
              from \(old) first
              to \(new) second, on branch main
              1 commit, 2 files
                M a
                A b
            2 run 'cat requirements.txt >installed': skipped, when changed(requirements.txt)
          """), "\(known)")
      #expect(try await stage.server.footprint() == before)

      let done = try await stage.deploy()
      #expect(done.code == .done, "\(done)")
      #expect(done.errors.contains("1 git origin/main: ok, at \(new) on main"), "\(done)")
      let again = try await stage.deploy()
      #expect(again.output.contains("1 git origin/main: ok, at \(new) on main"), "\(again)")
      #expect(again.output.contains("nothing to do"), "\(again)")
    }
  }

  @Test func whatStandsAgainstTheMoveIsFoundByTheCheck() async throws {
    try await with { stage, sample in
      try await sample.commit("second", ["a": "2\n", "b": "new\n", "d/c": "new\n"])
      func check(_ words: String, _ code: ExitCode = .notChanged) async throws {
        let ending = try await stage.run("check", "playbooks/site.yml")
        #expect(ending.code == code && ending.output.contains(words), "\(ending)")
      }
      let own = ["-c", "user.name=B", "-c", "user.email=b@b"]
      try await Tool.run(
        "/usr/bin/git", ["-C", sample.checkout] + own + ["commit", "-q", "--allow-empty", "-m", "own"])
      try await check("; and main has a commit there that 'origin' was not seen to have: if that was not pushed", .done)
      try await sample.there("reset", "-q", "--hard", "HEAD~1")
      try await Tool.run("/usr/bin/git", ["-C", stage.project, "fetch", "-q"])

      try stage.server.write("mine\n", to: "b")
      try stage.server.write("mine\n", to: "d/c")
      try await check("that git does not know would be overwritten: b, d/c: move them away")
      try await sample.there("add", "-N", "b")
      try stage.playbook(steps: "  - git: { to: origin/main, on_drift: stash }")
      try await check("has files of 'git add -N', which cannot be put into a stash")
      try await sample.there("reset", "-q")
      Files.remove("\(stage.server.root)/b")
      Files.remove("\(stage.server.root)/d")

      try Files.write("", to: "\(sample.checkout)/.git/index.lock")
      try await check("has another git at work: .git/index.lock is there")
      Files.remove("\(sample.checkout)/.git/index.lock")
      try await sample.there("checkout", "-q", "--detach")
      try await Tool.run(
        "/usr/bin/git", ["-C", sample.checkout] + own + ["commit", "-q", "--allow-empty", "-m", "own"])
      try await check("is at a commit that is on no branch and would be lost")
      try await sample.there("checkout", "-q", "main")
      try await check("1 git origin/main: change", .done)
    }
  }

  @Test func aRollbackByTimestampAloneMovesTheCheckoutBack() async throws {
    try await with { stage, sample in
      let old = try await sample.standing()
      try await sample.commit("second", ["a": "2\n", "requirements.txt": "2\n"])
      let first = try await stage.deploy()
      #expect(first.code == .done, "\(first)")
      try await sample.commit("third", ["a": "3\n", "requirements.txt": "3\n"])
      let second = try await stage.deploy()
      #expect(second.code == .done, "\(second)")
      #expect(try stage.server.read("installed") == "3\n")
      let run = try #require(first.run)
      let back = try await stage.run("rollback", "target", run, "--yes")
      #expect(back.code == .done, "\(back)")
      #expect(back.output.contains("undo: git origin/main, back to \(old[0].prefix(10)): will run"), "\(back)")
      #expect(try await sample.standing()[..<4] == old[..<4])
      #expect(try stage.server.read("a") == "1\n")
      #expect(try stage.server.read("installed") == "1\n")
      let forth = try await stage.run("rollback", "target", "latest", "--yes")
      #expect(forth.code == .done, "\(forth)")
      #expect(try stage.server.read("a") == "3\n")
      #expect(try stage.server.read("installed") == "3\n")
    }
  }

  @Test func aCheckoutThatSomebodyMovedIsNotRolledBack() async throws {
    try await with { stage, sample in
      try await sample.commit("second", ["a": "2\n"])
      #expect(try await stage.deploy().code == .done)
      try await sample.there("checkout", "-q", "--detach", "HEAD~1")
      let back = try await stage.run("rollback", "target", "latest", "--yes")
      #expect(back.code == .notChanged, "\(back)")
      #expect(back.output.contains("somebody moved it meanwhile"), "\(back)")
    }
  }
}
