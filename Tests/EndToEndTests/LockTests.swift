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

  @Test func aDeployWaitsInLineWhenItIsTold() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try stage.holdPlaybook()
      let first = try stage.start(["deploy", "playbooks/site.yml", "--yes"])
      try await eventually("the gate") { try stage.server.isAt(step: 3) }
      let run = stage.server.sets[0]
      try stage.playbook("other", steps: "  - copy: { from: src/a.txt, to: elsewhere.txt }")

      let late = try await stage.run("deploy", "playbooks/other.yml", "--yes", "--wait", "1s")
      #expect(late.code == .notChanged, "\(late)")
      #expect(late.output.contains("locked by the run \(run)"), "\(late)")

      let second = try stage.start(["deploy", "playbooks/other.yml", "--yes", "--wait", "2m"])
      // The line is said before the first look again.
      try await eventually("somebody in line") { try stage.server.sessions().count >= 2 }
      try stage.server.openGate()
      #expect(try await first.ending().code == .done)
      let ending = try await second.ending()
      #expect(ending.code == .done, "\(ending)")
      #expect(
        ending.errors.split(separator: "\n").count { $0.contains("waiting for the run \(run)") } <= 1, "\(ending)")
      #expect(try stage.server.read("elsewhere.txt") == "a of new\n")
    }
  }

  @Test func aLockThatNobodyCanJudgeIsTakenAwayWithAReason() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      #expect(try await stage.deploy().code == .done)
      let lock = "\(stage.server.backups)/.lock"
      try await Tool.run("/bin/ln", ["-s", "elsewhere:b:n:1:1:site_20200101_000000", lock])
      #expect(try await stage.deploy().code == .notChanged)
      let place = "target:\(stage.server.root)"
      let mute = try await stage.run("unlock", place, "--yes")
      #expect(mute.code == .usage && mute.errors.contains("--reason"), "\(mute)")
      let unasked = try await stage.run("unlock", place, "--reason", "moved here")
      #expect(unasked.code == .usage, "\(unasked)")
      let ending = try await stage.run("unlock", place, "--reason", "moved here", "--yes")
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.output.contains("locked by the run site_20200101_000000 (process 1, of which"), "\(ending)")
      #expect(try stage.server.history().last?.hasSuffix(" 'moved here'") == true)
      try stage.write("a of later\n", to: "src/a.txt")
      #expect(try await stage.deploy().code == .done)
    }
  }
}
