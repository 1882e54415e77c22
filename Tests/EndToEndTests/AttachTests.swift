import Deploy
import Glibc
import TestSupport
import Testing

struct AttachTests {
  @Test func aRunAtWorkIsFollowedToItsVerdict() async throws {
    try await Self.afterTheControllerDied { stage in
      let command = try stage.start(["attach", "target"])
      try await eventually("somebody who looks on") { try !stage.server.sessions().isEmpty }
      try stage.server.openGate()
      let ending = try await command.ending()
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.errors.contains("target  1 copy 2 files: ok\n"), "\(ending)")
      #expect(ending.output.hasPrefix("target: committed \(stage.server.sets[0])\n"), "\(ending)")

      let again = try await stage.run("attach", "target", stage.server.sets[0])
      #expect(again.code == .done && again.output == ending.output && again.errors == ending.errors, "\(again)")
    }
  }

  @Test func ctrlCStopsOnlyTheLooking() async throws {
    try await Self.afterTheControllerDied { stage in
      let command = try stage.start(["attach", "target"])
      try await eventually("somebody who looks on") { try !stage.server.sessions().isEmpty }
      command.send(SIGINT)
      #expect(try await command.ending().code == .leftRunning)
      try stage.server.openGate()
      try await eventually("a verdict") { try stage.server.verdict() != nil }
      #expect(try stage.server.verdict() == "committed")
    }
  }

  @Test func aRevertedRunTellsWhy() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try stage.playbook(
        steps: "  - copy: src/a.txt\n  - healthy: { cmd: \"echo no luck; false\", within: 1s, every: 100ms }")
      let ending = try await stage.deploy()
      #expect(ending.code == .reverted)
      let seen = try await stage.run("attach", "target:\(stage.server.root)", "latest")
      #expect(seen.code == .reverted, "\(seen)")
      #expect(seen.output == ending.output.suffix(seen.output.count), "\(seen)")
      #expect(seen.output.contains("failed (playbooks/site.yml:6): not healthy within 1 s"), "\(seen)")
    }
  }

  @Test func aDeadRunNeedsAPersonAndAWrongNameIsRefused() async throws {
    try await Self.afterTheControllerDied { stage in
      Remains.killRuns(startedFor: stage.folder)
      let dead = try await stage.run("attach", "target")
      #expect(dead.code == .needsPerson, "\(dead)")
      #expect(dead.output.contains("deployctl recover -F"), "\(dead)")
      let wrong = try await stage.run("attach", "target", "20200101_000000")
      #expect(wrong.code == .notChanged, "\(wrong)")
      #expect(wrong.output.contains("there is no run '20200101_000000' here"), "\(wrong)")
    }
  }

  /// A run at its last gate whose controller was killed.
  private static func afterTheControllerDied(_ body: (Stage) async throws -> Void) async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try stage.holdPlaybook()
      let command = try stage.start(["deploy", "playbooks/site.yml", "--yes"])
      try await eventually("the gate") { try stage.server.isAt(step: 3) }
      command.send(SIGKILL)
      _ = try await command.ending()
      try await eventually("the end of its session") { try stage.server.sessions().isEmpty }
      try await body(stage)
    }
  }
}
