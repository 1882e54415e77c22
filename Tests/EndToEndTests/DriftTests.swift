import Deploy
import TestSupport
import Testing

/// What happens to a change that somebody made on the server since the last deploy.
struct DriftTests {
  @Test func itIsShownAndStopsTheDeploy() async throws {
    try await Self.afterAHotEdit { stage, run in
      let before = try await stage.server.footprint()
      for ending in [try await stage.deploy(), try await stage.run("check", "playbooks/site.yml")] {
        #expect(ending.code == .notChanged, "\(ending)")
        #expect(ending.output.contains("src/a.txt was changed on the server since \(run)"), "\(ending)")
        // What was changed, not what the deploy would make of it.
        #expect(ending.output.contains("! -a of new\n"), "\(ending)")
        #expect(ending.output.contains("! +a by hand\n"), "\(ending)")
        #expect(!ending.output.contains("a of newer"), "\(ending)")
      }
      #expect(try await stage.server.footprint() == before)
    }
  }

  @Test func itIsReplacedWhereThatIsAccepted() async throws {
    try await Self.afterAHotEdit { stage, run in
      let ending = try await stage.run("deploy", "playbooks/site.yml", "--yes", "--accept-drift")
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.output.contains("changed on the server since \(run): that change is replaced"), "\(ending)")
      #expect(ending.output.contains("! +a by hand\n"), "\(ending)")
      #expect(try stage.server.read("src/a.txt") == "a of newer\n")
      // And it is not lost.
      #expect(try await stage.run("rollback", "target", "latest", "--yes").code == .done)
      #expect(try stage.server.read("src/a.txt") == "a by hand\n")
    }
  }

  @Test func aStepMayAcceptItForItsFiles() async throws {
    try await Self.afterAHotEdit { stage, _ in
      try stage.playbook(steps: "  - copy: { from: [src/a.txt, src/b.txt], to: src/, on_drift: overwrite }")
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      #expect(try stage.server.read("src/a.txt") == "a of newer\n")
    }
  }

  @Test func anEditThatWasBroughtHomeIsNoDrift() async throws {
    try await Self.afterAHotEdit { stage, _ in
      try stage.write("a by hand\n", to: "src/a.txt")
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.output.contains("already as wanted"), "\(ending)")
    }
  }

  @Test func aFileThatWasRemovedThereIsDrift() async throws {
    try await Self.afterAHotEdit { stage, run in
      Files.remove("\(stage.server.root)/src/a.txt")
      let ending = try await stage.deploy()
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("src/a.txt was changed on the server since \(run)"), "\(ending)")
    }
  }

  /// A deployed file that was changed by hand since, with another version of it to deploy.
  private static func afterAHotEdit(_ body: (Stage, _ run: String) async throws -> Void) async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let run = try #require(try await stage.deploy().run)
      try stage.server.write("a by hand\n", to: "src/a.txt")
      try stage.write("a of newer\n", to: "src/a.txt")
      try await body(stage, run)
    }
  }
}
