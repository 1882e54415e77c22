import Deploy
import TestSupport
import Testing

/// Steps that want one path, or one file by two names: the plan says no, and not the host in the middle of it.
struct SecondChangeTests {
  @Test(arguments: [
    "  - copy: { from: src/a.txt, to: a.txt }", "  - link: { path: a.txt, to: b.txt }", "  - remove: a.txt",
  ])
  func whatADiffChangesNoOtherStepChanges(second: String) async throws {
    try await Stage.with("target") { stage in
      try stage.server.write("one\n", to: "a.txt")
      try stage.server.write("b\n", to: "b.txt")
      try stage.write("two\n", to: "src/a.txt")
      try stage.write("--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+three\n", to: "fix.diff")
      try stage.playbook(steps: "  - patch: { diff: fix.diff }\n" + second)
      for ending in [try await stage.run("check", "playbooks/site.yml"), try await stage.deploy()] {
        #expect(ending.code == .notChanged, "\(ending)")
        #expect(
          ending.output.contains("a.txt is changed by an earlier step already")
            || ending.output.contains("a.txt is a file on the host, not a link"), "\(ending)")
      }
      #expect(try stage.server.read("a.txt") == "one\n")
      #expect(stage.server.sets == [])
    }
  }

  /// By a link of the host, which a reader of the playbook cannot know.
  @Test func noFolderIsMadeWhereAnEarlierStepRemovesAFile() async throws {
    try await Stage.with("target") { stage in
      try stage.server.write("one\n", to: "real/a")
      try await Tool.run("/bin/ln", ["-s", "real", "\(stage.server.root)/current"])
      try stage.write("two\n", to: "src/b.txt")
      try stage.playbook(steps: "  - remove: real/a\n  - copy: { from: [src/b.txt], to: current/a/ }")
      for ending in [try await stage.run("check", "playbooks/site.yml"), try await stage.deploy()] {
        #expect(ending.code == .notChanged, "\(ending)")
        #expect(ending.output.contains("real/a is changed by an earlier step already"), "\(ending)")
      }
      #expect(try stage.server.read("real/a") == "one\n")
      #expect(stage.server.sets == [])
    }
  }

  @Test func anotherNameOfAFileThatIsWrittenIsNotRemoved() async throws {
    try await Stage.with("target") { stage in
      try stage.server.write("one\n", to: "a.txt")
      _ = try await Tool.run("/bin/ln", ["\(stage.server.root)/a.txt", "\(stage.server.root)/twin.txt"])
      let patch = "  - patch: { file: a.txt, find: one, replace: two }"
      try stage.playbook(steps: "\(patch)\n  - remove: twin.txt")
      let refused = try await stage.deploy()
      #expect(refused.code == .notChanged, "\(refused)")
      #expect(refused.output.contains("twin.txt and a.txt are hard links to one file"), "\(refused)")
      #expect(stage.server.sets == [])
      try stage.playbook(steps: "  - remove: twin.txt\n\(patch)")
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      #expect(try stage.server.read("a.txt") == "two\n")
      #expect(!stage.server.exists("twin.txt"))
    }
  }
}
