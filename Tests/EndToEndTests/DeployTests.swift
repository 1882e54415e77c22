import Deploy
import TestSupport
import Testing

struct DeployTests {
  @Test func twoFilesAreShownBackedUpInstalledAndServed() async throws {
    try await Stage.with("target") { stage in
      let service = Service(server: stage.server)
      try await service.start()
      try #require(try await service.answer() == "one: good morning")
      try stage.write(service.app("two"), to: "src/app.py")
      try stage.write(Service.wording("good evening"), to: "src/wording.py")
      try stage.playbook(steps: service.steps())
      let old = try stage.server.read("src/app.py")

      let first = try await stage.deploy()

      #expect(first.code == .done, "\(first)")
      #expect(
        first.output.contains(
          """
              --- src/wording.py
              +++ src/wording.py
              @@ -1 +1 @@
              -greeting = 'good morning'
              +greeting = 'good evening'
          """), "\(first)")
      #expect(first.output.contains("    -version = 'one'\n    +version = 'two'\n"), "\(first)")
      let run = try #require(first.run)
      #expect(run.hasPrefix("site_"))
      #expect(stage.server.sets == [run])
      #expect(try stage.server.read("backups/\(run)/files/src/app.py") == old)
      #expect(try stage.server.read("backups/\(run)/files/src/wording.py") == Service.wording("good morning"))
      #expect(try stage.server.journal(run).contains { $0.hasSuffix(" state committed") })
      #expect(try stage.server.verdict() == "committed")
      #expect(try await service.answer() == "two: good evening")

      let process = try stage.server.read("run/pid")
      let second = try await stage.deploy()

      #expect(second.code == .done, "\(second)")
      #expect(second.output.contains("target: nothing to do"), "\(second)")
      #expect(stage.server.sets == [run])
      #expect(try stage.server.read("run/pid") == process, "the service was restarted for nothing")
    }
  }

  @Test func aDeployIsUndoneByTheCommandThatItPrints() async throws {
    try await Stage.with("target") { stage in
      let root = "\(stage.server.root)/it's an $(odd) place"
      try Files.write("old\n", to: "\(root)/a.txt")
      try stage.write("new\n", to: "a.txt")
      try stage.write(
        "playbook: site\nhosts: target\nroot: \"\(root)\"\nsteps:\n  - copy: a.txt\n", to: "playbooks/site.yml")
      let before = try Tree(root)
      let ending = try await stage.deploy()
      try #require(ending.code == .done, "\(ending)")
      #expect(try Files.read("\(root)/a.txt") == "new\n")
      let line = try #require(ending.output.split(separator: "\n").first { $0.contains("undo it with: deployctl ") })
      let command = try #require(line.split(separator: ": deployctl ").last)
      let undone = try await RunningCommand(
        ["/bin/sh", "-c", "\(Deployctl.path) \(command) --yes"], in: stage.project
      ).ending()
      #expect(undone.code == .done, "\(undone)")
      #expect(try Tree(root) == before)
    }
  }
}
