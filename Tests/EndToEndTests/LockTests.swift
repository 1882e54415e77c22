import Deploy
import TestSupport
import Testing

struct LockTests {
  @Test func aSecondDeployIsRefusedWhileTheFirstIsAtWork() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try stage.holdPlaybook()
      let first = try stage.start(["deploy", "playbooks/site.yml", "--yes"])
      try await eventually("the gate") { try stage.server.isAt(step: 3) }
      let run = stage.server.sets[0]

      try stage.playbook("other", steps: "  - copy: { from: src/a.txt, to: elsewhere.txt }")
      let second = try await stage.deploy("other")

      #expect(second.code == .notChanged, "\(second)")
      #expect(second.output.contains("locked by the run \(run)"), "\(second)")
      #expect(!stage.server.exists("elsewhere.txt"))
      #expect(stage.server.sets == [run])
      try stage.server.openGate()
      let ending = try await first.ending()
      #expect(ending.code == .done, "\(ending)")
      #expect(try await stage.deploy("other").code == .done)
    }
  }
}
