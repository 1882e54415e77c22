import Deploy
import Glibc
import Plan
import TestSupport
import Testing

/// Folders of so many files that hosts are asked about them in lists.
struct LargeTreeTests {
  private static let count = Survey.leastPaths + 20

  /// A deployed project with that many files in `src`.
  private func with(_ steps: String, _ names: (Int) -> [String], _ body: (Stage) async throws -> Void) async throws {
    try await Stage.with("target") { stage in
      for number in 0..<Self.count { for name in names(number) { try stage.write("\(name)\n", to: "src/\(name)") } }
      try stage.playbook(steps: steps)
      try await stage.deploy().isDone()
      try await body(stage)
    }
  }

  @Test func twoStepsMayShareAFolder() async throws {
    let steps = """
        - copy: { from: src, to: site, exclude: "*.css" }
        - copy: { from: src, to: site, exclude: "*.html", mode: "0640" }
      """
    try await with(steps, { ["p\($0).html", "q\($0).css"] }) { stage in
      try stage.write("new page\n", to: "src/p7.html")
      try stage.write("new style\n", to: "src/q5.css")
      try await stage.deploy().isDone()
      #expect(try stage.server.read("site/p7.html") == "new page\n")
      #expect(try stage.server.read("site/q5.css") == "new style\n")
      let nothing = try await stage.deploy()
      #expect(nothing.output.contains("nothing to do"), "\(nothing)")
    }
  }

  /// A file that stays as it is is not to be written through another of its names.
  @Test func aFileOfItMayHaveASecondName() async throws {
    try await with("  - copy: { from: src, to: site }", { ["f\($0)"] }) { stage in
      let root = stage.server.root
      try stage.write("extra\n", to: "extra")
      try #require(link("\(root)/site/f5", "\(root)/extra") == 0)
      try stage.playbook(steps: "  - copy: { from: src, to: site }\n  - copy: extra")
      let ending = try await stage.deploy()
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("site/f5") && ending.output.contains("hard link"), "\(ending)")
      #expect(try stage.server.read("site/f5") == "f5\n")
    }
  }

  /// A diff names its files itself, so that only the plan can tell that two steps are about one.
  @Test(arguments: [
    "--- a/site/f5\n+++ b/site/f5\n@@ -1 +1 @@\n-f5\n+patched\n",
    "--- a/site/f5\n+++ /dev/null\n@@ -1 +0,0 @@\n-f5\n",
  ])
  func aPatchBeforeItIsNotPassedOver(_ diff: String) async throws {
    try await with("  - copy: { from: src, to: site }", { ["f\($0)"] }) { stage in
      try stage.write(diff, to: "fix.diff")
      try stage.playbook(steps: "  - patch: { diff: fix.diff }\n  - copy: { from: src, to: site }")
      let ending = try await stage.deploy()
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("changed by an earlier step already"), "\(ending)")
      #expect(try stage.server.read("site/f5") == "f5\n")
    }
  }

  /// It is asked about with the rest, and a person sees what would be lost.
  @Test func driftInASmallFolderBesideItIsShown() async throws {
    let steps = "  - copy: { from: src, to: site }\n  - copy: { from: src/sub, to: other }"
    try await with(steps, { ["f\($0)"] + ($0 < 3 ? ["sub/s\($0)"] : []) }) { stage in
      try stage.server.write("by hand\n", to: "other/s2")
      let ending = try await stage.deploy()
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("! +by hand\n"), "\(ending)")
    }
  }

  @Test func driftIsShownWhereAVeryLargeFileIsToReplaceIt() async throws {
    try await Stage.with("target") { stage in
      try stage.write("small\n", to: "big")
      try stage.playbook(steps: "  - copy: big")
      try await stage.deploy().isDone()
      try stage.server.write("by hand\n", to: "big")
      try stage.write(String(repeating: "large\n", count: 3 << 20), to: "big")
      let ending = try await stage.deploy()
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("! +by hand\n"), "\(ending)")
    }
  }

  /// Nothing but the mode tells that it was changed.
  @Test func aCommitTakesAnExecutableBitAway() async throws {
    try await Stage.with("target") { stage in
      for number in 0..<Self.count { try stage.write("one\n", to: "src/f\(number)", mode: number == 5 ? 0o755 : 0o644) }
      try stage.playbook(steps: "  - copy: { from: src, to: site, changed_since: last }")
      try await stage.git("init", "-q", "-b", "main")
      try await stage.commit("one")
      try await stage.deployHead().isDone()
      #expect(access("\(stage.server.root)/site/f5", X_OK) == 0)
      for number in 0..<Self.count where number != 5 { try stage.write("two\n", to: "src/f\(number)") }
      try #require(chmod("\(stage.project)/src/f5", 0o644) == 0)
      try await stage.commit("two")
      try await stage.deployHead().isDone()
      #expect(try stage.server.read("site/f7") == "two\n")
      #expect(access("\(stage.server.root)/site/f5", X_OK) != 0)
    }
  }
}
