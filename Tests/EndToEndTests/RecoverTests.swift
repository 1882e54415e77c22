import Deploy
import TestSupport
import Testing

struct RecoverTests {
  @Test func aRunThatDiedIsTakenBackByOneCommand() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try stage.holdPlaybook()
      let before = try stage.server.tree()
      let command = try stage.start(["deploy", "playbooks/site.yml", "--yes"])
      try await eventually("the gate") { try stage.server.isAt(step: 3) }
      Remains.killRuns(startedFor: stage.folder)
      // The follower tells that nobody is left; how the command ends then is not the matter here.
      _ = try await command.ending()
      #expect(try stage.server.read("src/a.txt") == "a of new\n")

      let refused = try await stage.run("deploy", "playbooks/site.yml", "--yes")
      #expect(refused.code == .notChanged, "\(refused)")
      #expect(refused.output.contains("deployctl recover target:\(stage.server.root)"), "\(refused)")

      let unasked = try await stage.run("recover", "target")
      #expect(unasked.code == .usage, "\(unasked)")
      #expect(try stage.server.read("src/a.txt") == "a of new\n")

      try stage.server.openGate()
      let recovered = try await stage.run("recover", "target", "--yes")
      #expect(recovered.code == .done, "\(recovered)")
      #expect(recovered.output.contains("reverted"), "\(recovered)")
      #expect(try stage.server.tree() == before)
      #expect(try stage.server.verdict() == "reverted")

      let again = try await stage.run("recover", "target", "--yes")
      #expect(again.code == .done && again.output.contains("nothing to recover"), "\(again)")
      #expect(try await stage.run("deploy", "playbooks/site.yml", "--yes").code == .done)
    }
  }
}
