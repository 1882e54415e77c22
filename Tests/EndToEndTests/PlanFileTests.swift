import Deploy
import JSON
import TestSupport
import Testing

/// Plans that are shown now and carried out later.
struct PlanFileTests {
  private static let words = ["plan", "-o", "plan.json", "playbooks/site.yml"]

  private func planned(_ body: (Stage) async throws -> Void) async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let plan = try await stage.start(Self.words).ending()
      try #require(plan.code == .done, "\(plan)")
      #expect(plan.output.contains("-a of old\n"), "\(plan)")
      try await body(stage)
    }
  }

  @Test func aPlanIsCarriedOutAsItWasShown() async throws {
    try await planned { stage in
      let text = try Files.read("\(stage.project)/plan.json")
      #expect(!text.contains("a of new") && !text.contains("a of old"), "\(text)")
      #expect(try JSONReader.read(text.utf8)["schema"] == "deployctl.plan/1")
      // A file that was only touched is as it was.
      try stage.server.write("a of old\n", to: "src/a.txt")
      let ending = try await stage.run("apply", "plan.json", "--yes")
      #expect(ending.code == .done && ending.run != nil, "\(ending)")
      #expect(try stage.server.read("src/a.txt") == "a of new\n")
      let again = try await stage.run("apply", "plan.json", "--yes")
      #expect(again.code == .notChanged && again.output.contains("not as it was when the plan was made"), "\(again)")
    }
  }

  @Test func aPlanTellsNothingByWhichASecretCouldBeTriedOut() async throws {
    try await Stage.with("target") { stage in
      try stage.write("token = ${token}\n", to: "src/app.conf")
      try stage.write(
        """
        playbook: site
        hosts: target
        root: \(stage.server.root)
        secrets: { token: { env: APP_TOKEN } }
        steps:
          - template: { from: src/app.conf, to: app.conf }

        """, to: "playbooks/site.yml")
      var plans: [String] = []
      for secret in ["first-secret", "other-secret-that-is-longer"] {
        let plan = try await stage.start(Self.words, ["APP_TOKEN": secret]).ending()
        try #require(plan.code == .done, "\(plan)")
        plans.append(try Files.read("\(stage.project)/plan.json"))
      }
      #expect(plans[0] == plans[1])
    }
  }

  @Test func aSourceThatChangedSinceIsRefused() async throws {
    try await planned { stage in
      try stage.write("a of newer\n", to: "src/a.txt")
      let before = try await stage.server.footprint()
      let ending = try await stage.run("apply", "plan.json", "--yes")
      #expect(ending.code == .usage, "\(ending)")
      #expect(ending.errors.contains("changed since the plan was made: src/a.txt"), "\(ending)")
      #expect(try await stage.server.footprint() == before)
    }
  }

  @Test func aHostThatChangedSinceIsRefused() async throws {
    try await planned { stage in
      try stage.server.write("b by hand\n", to: "src/b.txt")
      let before = try await stage.server.footprint()
      let ending = try await stage.run("apply", "plan.json", "--yes")
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("not as it was when the plan was made: src/b.txt"), "\(ending)")
      #expect(try await stage.server.footprint() == before)
    }
  }

  @Test func aPlaybookThatChangedSinceIsRefused() async throws {
    try await planned { stage in
      try stage.playbook(steps: "  - copy: src/a.txt")
      let ending = try await stage.run("apply", "plan.json", "--yes")
      #expect(ending.code == .usage && ending.errors.contains("playbooks/site.yml"), "\(ending)")
      try stage.write("{\"schema\": \"deployctl.plan/9\"}", to: "plan.json")
      let other = try await stage.run("apply", "plan.json", "--yes")
      #expect(other.code == .usage && other.errors.contains("a plan of another version"), "\(other)")
      try stage.write("{", to: "plan.json")
      let broken = try await stage.run("apply", "plan.json", "--yes")
      #expect(broken.code == .usage && broken.errors.contains("plan.json: no plan"), "\(broken)")
    }
  }

  @Test func aPlanThatIsRefusedIsNotWritten() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      Files.remove("\(stage.server.root)/src/a.txt")
      try Files.makeFolder("\(stage.server.root)/src/a.txt")
      let ending = try await stage.start(Self.words).ending()
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(!Files.exists("\(stage.project)/plan.json"))
    }
  }

  @Test func whatIsTakenAwayStandsInABlockAtTheEnd() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try #require(try await stage.deploy().code == .done)
      let run = stage.server.sets[0]
      try stage.server.write("a by hand\n", to: "src/a.txt")
      try stage.write("a of newer\n", to: "src/a.txt")
      let plan = try await stage.run("plan", "playbooks/site.yml", "--accept-drift")
      #expect(
        plan.output.hasSuffix("  destroys:\n    replaces what was changed in src/a.txt since \(run)\n"), "\(plan)")
    }
  }
}
