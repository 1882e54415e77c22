import Deploy
import TestSupport
import Testing

struct CheckTests {
  @Test func aCheckPrintsThePlanOfTheDeployAndWritesNothing() async throws {
    try await Stage.with("target") { stage in
      let service = Service(server: stage.server)
      try await service.start()
      try stage.write(service.app("two"), to: "src/app.py")
      try stage.write("created\n", to: "conf/deep/c.txt")
      try stage.write(Service.wording("good evening"), to: "src/wording.py")
      try stage.playbook(
        steps: """
            - copy: { from: conf/deep/c.txt, mode: "0600", validate: "test -s {}" }
          \(service.steps())
          """)
      let before = try await stage.server.footprint()

      let check = try await stage.run("check", "playbooks/site.yml")

      #expect(try await stage.server.footprint() == before)
      #expect(check.code == .done, "\(check)")
      let deploy = try await stage.deploy()
      try #require(deploy.code == .done, "\(deploy)")
      #expect(check.output.contains("+version = 'two'"), "\(check)")
      #expect(deploy.output.hasPrefix(check.output), "check said\n\(check)\nand deploy\n\(deploy)")
      let own = deploy.output.dropFirst(check.output.count)
      #expect(own.hasPrefix("target: committed "), "\(own)")
    }
  }

  @Test func theExitCodeTellsPendingChangesWhenItIsAsked() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      #expect(try await stage.run("check", "playbooks/site.yml").code == .done)
      #expect(try await stage.run("check", "playbooks/site.yml", "--exit-code").code == .pending)
      try #require(try await stage.deploy().code == .done)
      let before = try await stage.server.footprint()
      let settled = try await stage.run("check", "playbooks/site.yml", "--exit-code")
      #expect(settled.code == .done, "\(settled)")
      #expect(settled.output.contains("nothing to do"), "\(settled)")
      #expect(try await stage.server.footprint() == before)
    }
  }

  @Test func aPlanThatIsRefusedEndsACheckWithItsReason() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try await Tool.run("/bin/ln", ["-sf", "/etc/hostname", "\(stage.server.root)/src/a.txt"])
      let ending = try await stage.run("check", "playbooks/site.yml")
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("src/a.txt is a symbolic link, and leads out of"), "\(ending)")
    }
  }

  @Test func aPlanShowsItsScriptAndChangesNothing() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let before = try await stage.server.footprint()
      let ending = try await stage.run("plan", "playbooks/site.yml", "--script")
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.output.contains("\nput 1-2\nkeep 10\ncommit"), "\(ending)")
      #expect(try await stage.server.footprint() == before)
    }
  }
}
