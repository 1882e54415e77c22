import Deploy
import TestSupport
import Testing

struct BackupsPruneTests {
  private func releases(_ count: Int, _ stage: Stage) async throws -> [String] {
    try stage.settle()
    var runs: [String] = []
    for number in 0..<count { runs.append(try await stage.release(["src/a.txt": "a of \(number)\n"])) }
    return runs
  }

  @Test func whatWouldGoIsShownAndNothingGoesUnasked() async throws {
    try await Stage.with("target") { stage in
      let runs = try await releases(3, stage)
      let before = try await stage.server.footprint()
      let ending = try await stage.run("backups", "prune", "target", "--keep", "1")
      #expect(ending.code == .usage, "\(ending)")
      #expect(ending.output.contains("  \(runs[1])  good"), "\(ending)")
      #expect(ending.output.contains("\n  2 sets, "), "\(ending)")
      #expect(!ending.output.contains(runs[2]), "\(ending)")
      #expect(ending.errors.contains("there is no terminal to ask on: add --yes to remove them"), "\(ending)")
      #expect(try await stage.server.footprint() == before)
    }
  }

  @Test func anAnswerDecides() async throws {
    try await Stage.with("target") { stage in
      let runs = try await releases(3, stage)
      let command = [Deployctl.path, "backups", "prune", "target", "--keep", "2", "-F", stage.sshConfig]
      let before = try await stage.server.footprint()
      let no = try await RunningCommand(Typist.words(answering: "n", command), in: stage.project).ending()
      #expect(no.code == .usage && no.output.contains("declined; nothing was removed"), "\(no)")
      #expect(try await stage.server.footprint() == before)
      let yes = try await RunningCommand(Typist.words(answering: "y", command), in: stage.project).ending()
      #expect(yes.code == .done && yes.output.contains("removed 1 set"), "\(yes)")
      #expect(Set(stage.server.sets) == Set(runs[1...]))
      #expect(!Files.exists("\(stage.server.backups)/.gone"))
      let back = try await stage.run("rollback", "target", runs[1], "--yes")
      #expect(back.code == .done, "\(back)")
      #expect(try stage.server.read("src/a.txt") == "a of 0\n")
    }
  }

  @Test func aRunAtWorkKeepsThePruneAway() async throws {
    try await Stage.with("target") { stage in
      _ = try await releases(2, stage)
      try stage.holdPlaybook("hold")
      try stage.write("held\n", to: "src/a.txt")
      let running = try stage.start(["deploy", "playbooks/hold.yml", "--yes"])
      try await eventually("the restart") { Files.exists("\(stage.server.folder)/seen") }
      let ending = try await stage.run("backups", "prune", "target", "--keep", "1", "--yes")
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.errors.contains("locked by the run hold_"), "\(ending)")
      try stage.server.openGate()
      #expect(try await running.ending().code == .done)
    }
  }

  @Test func aCommitLeavesAsManySetsAsThePlaybookKeeps() async throws {
    try await Stage.with("target") { stage in
      let runs = try await releases(3, stage)
      try stage.write("a of the last\n", to: "src/a.txt")
      try stage.playbook(steps: "  - copy: src/a.txt\nbackups: { keep: 2 }")
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.errors.contains("target  removed the old backup set \(runs[0])"), "\(ending)")
      #expect(Set(stage.server.sets) == [runs[2], try #require(ending.run)])
      let pruned = try await stage.run("backups", "prune", "playbooks/site.yml", "--yes")
      #expect(pruned.output.contains("nothing to remove"), "\(pruned)")
      try stage.playbook(steps: "  - copy: src/a.txt\nbackups: { keep: all }")
      let all = try await stage.run("backups", "prune", "playbooks/site.yml", "--yes")
      #expect(all.output.contains("all sets are kept here"), "\(all)")
    }
  }
}
