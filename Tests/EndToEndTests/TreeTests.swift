import Deploy
import Glibc
import TestSupport
import Testing

/// Folders that are copied with all that they hold.
struct TreeTests {
  private func settle(_ stage: Stage) throws {
    try stage.write("one\n", to: "app/one.txt")
    try stage.write("two\n", to: "app/lib/two.txt")
    try stage.write("#!/bin/sh\n", to: "app/bin/tool", mode: 0o755)
    try stage.write("ref\n", to: "app/.git/HEAD")
    try Files.makeFolder("\(stage.project)/app/empty")
    try #require(symlink("lib/two.txt", "\(stage.project)/app/current") == 0)
    try stage.server.write("one of old\n", to: "site/one.txt")
    try stage.server.write("old\n", to: "site/old/x")
    try stage.server.write("HEAD\n", to: "site/.git/HEAD")
    try Files.makeFolder("\(stage.server.root)/run")
    try stage.playbook(
      steps: """
          - copy: { from: app, to: site, delete: true }
          - restart: { command: "echo lib >>run/restarts" }
            when: changed(site/lib/)
          - restart: { command: "echo site >>run/restarts" }
        """)
  }

  @Test func aMirrorIsCheckedDeployedAndRolledBack() async throws {
    try await Stage.with("target") { stage in
      try settle(stage)
      let before = try stage.server.tree()
      let check = try await stage.run("check", "playbooks/site.yml")
      #expect(check.code == .done, "\(check)")
      let destroyed = "  destroys:\n    removes the folder site/old\n    removes site/old/x\n"
      #expect(check.output.contains(destroyed), "\(check)")
      #expect(!check.output.contains(".git"), "\(check)")
      #expect(try stage.server.tree() == before)

      let first = try await stage.deploy()
      #expect(first.code == .done, "\(first)")
      #expect(try stage.server.read("site/current") == "two\n")
      #expect(access("\(stage.server.root)/site/bin/tool", X_OK) == 0)
      #expect(Files.exists("\(stage.server.root)/site/empty"))
      #expect(!Files.exists("\(stage.server.root)/site/old"))
      #expect(try stage.server.read("site/.git/HEAD") == "HEAD\n")
      #expect(try stage.server.read("run/restarts") == "lib\nsite\n")
      let deployed = try stage.server.tree()
      let nothing = try await stage.deploy()
      #expect(nothing.code == .done && nothing.output.contains("nothing to do"), "\(nothing)")

      Files.remove("\(stage.project)/app/current")
      Files.remove("\(stage.project)/app/bin")
      try stage.write("one of new\n", to: "app/one.txt")
      let second = try await stage.deploy()
      #expect(second.code == .done, "\(second)")
      #expect(!Files.exists("\(stage.server.root)/site/bin"))
      #expect(try stage.server.read("run/restarts") == "lib\nsite\nsite\n")

      let back = try await stage.run("rollback", "playbooks/site.yml", try #require(second.run), "--yes")
      #expect(back.code == .done, "\(back)")
      #expect(try stage.server.tree() == deployed)
      let start = try await stage.run("rollback", "playbooks/site.yml", try #require(first.run), "--yes")
      #expect(start.code == .done, "\(start)")
      #expect(try stage.server.tree() == before)
    }
  }

  @Test func aPlanShowsTheFirstOfManyChangesAndAllIfAsked() async throws {
    try await Stage.with("target") { stage in
      for number in 100..<150 {
        try stage.write("new\n", to: "app/f\(number)")
        if number % 2 == 0 { try stage.server.write("old\n", to: "app/f\(number)") }
        try stage.server.write("old\n", to: "app/x\(number)")
      }
      try stage.playbook(steps: "  - copy: { from: app, delete: true }")
      let brief = try await stage.run("check", "playbooks/site.yml")
      #expect(brief.output.contains("    25 new files, 25 files changed, 50 files removed\n"), "\(brief)")
      #expect(brief.output.contains("    … and 80 more paths: -v shows all\n"), "\(brief)")
      #expect(brief.output.contains("    … and 30 more of them: -v shows all\n"), "\(brief)")
      #expect(brief.output.contains("+++ app/f119\n") && !brief.output.contains("app/f120"), "\(brief)")
      let whole = try await stage.run("check", "-v", "playbooks/site.yml")
      #expect(whole.output.contains("+++ app/f149\n") && whole.output.contains("removes app/x149\n"), "\(whole)")
      #expect(whole.output.split(separator: "\n").count { $0 == "    +new" } == 50, "\(whole)")
      #expect(!whole.output.contains("-v shows all"), "\(whole)")
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      // For whoever has to find out later what a run did, nothing is left out.
      let run = try #require(ending.run)
      #expect(try Files.read("\(stage.server.backups)/\(run)/plan").contains("removes app/x149\n"))
    }
  }

  @Test func aFolderThatIsThereIsToldWithItsModesOnly() async throws {
    try await Stage.with("target") { stage in
      try stage.write("one\n", to: "app/one.txt")
      try stage.server.write("one\n", to: "app/one.txt")
      try #require(chmod("\(stage.server.root)/app", 0o755) == 0)
      try stage.playbook(steps: "  - copy: { from: app, dir_mode: 0750 }")
      let check = try await stage.run("check", "playbooks/site.yml")
      #expect(check.output.contains("    folder app (mode 0755 to 0750)\n"), "\(check)")
    }
  }

  @Test func aFileThatCameIntoTheFolderSinceThePlanIsSeen() async throws {
    try await Stage.with("target") { stage in
      try settle(stage)
      let plan = try await stage.start(["plan", "-o", "plan.json", "playbooks/site.yml"]).ending()
      try #require(plan.code == .done, "\(plan)")
      try stage.write("late\n", to: "app/lib/late.txt")
      let ending = try await stage.run("apply", "plan.json", "--yes")
      #expect(ending.code == .usage && ending.errors.contains("app/lib/late.txt"), "\(ending)")
    }
  }

  @Test func aMergedTreeKeepsTheEditsOfTheServer() async throws {
    try await Stage.with("target") { stage in
      let lines = (1...9).map { "line \($0)\n" }
      try stage.write(lines.joined(), to: "app/a.txt")
      try stage.write("plain\n", to: "app/b.txt")
      try stage.playbook(steps: "  - copy: { from: app, on_drift: merge }")
      let first = try await stage.deploy()
      #expect(first.code == .done, "\(first)")
      try stage.server.write("mine\n" + lines.joined(), to: "app/a.txt")
      try stage.write(lines.joined() + "yours\n", to: "app/a.txt")
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      #expect(try stage.server.read("app/a.txt") == "mine\n" + lines.joined() + "yours\n")
    }
  }
}
