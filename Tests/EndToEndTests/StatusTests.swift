import Deploy
import TestSupport
import Testing

struct StatusTests {
  @Test func aPlaceThatIsWellSaysSo() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let none = try await stage.run("status", "playbooks/site.yml")
      #expect(none.code == .done, "\(none)")
      #expect(none.output.contains("  last run: none\n  drift: none\n"), "\(none)")
      let run = try #require(try await stage.deploy().run)
      let before = try await stage.server.footprint()
      for place in ["playbooks/site.yml", "target"] {
        let well = try await stage.run("status", place)
        #expect(well.code == .done, "\(well)")
        #expect(well.output.contains("  last run: \(run) good at 20"), "\(well)")
        #expect(well.output.contains("  drift: none\n"), "\(well)")
      }
      #expect(try await stage.server.footprint() == before)
    }
  }

  @Test func filesThatAreNotWhatWasDeployedAreFindings() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let run = try #require(try await stage.deploy().run)
      try stage.server.write("by hand\n", to: "src/a.txt")
      Files.remove("\(stage.server.root)/src/b.txt")
      let ending = try await stage.run("status", "target")
      #expect(ending.code == .finding, "\(ending)")
      for file in ["a", "b"] {
        #expect(ending.output.contains("  drift: src/\(file).txt is not what \(run) deployed\n"), "\(ending)")
      }
      // After a rollback the old files are what was deployed last.
      #expect(try await stage.run("rollback", "target", "latest", "--yes").code == .done)
      let back = try await stage.run("status", "target")
      #expect(back.code == .done, "\(back)")
    }
  }

  @Test func aRunAtWorkIsNoFindingAndOneWithoutAVerdictIs() async throws {
    try await Stage.whileTheGateHolds { stage, _, command in
      let run = try #require(stage.server.sets.first)
      let busy = try await stage.run("status", "target")
      #expect(busy.code == .done, "\(busy)")
      #expect(busy.output.contains("  lock: held by \(run), process "), "\(busy)")
      #expect(busy.output.contains("which is at work"), "\(busy)")
      try stage.server.openGate()
      _ = try await command.ending()
    }
  }
}
