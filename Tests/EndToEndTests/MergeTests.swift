import Deploy
import TestSupport
import Testing

/// A copied file that somebody edits on the server, in a step that keeps such edits.
struct MergeTests {
  private static let first = "one\ntwo\nthree\nfour\nfive\nsix\n"
  private static let edited = "one\ntwo by hand\nthree\nfour\nfive\nsix\n"
  private static let second = "one\ntwo\nthree\nfour\nfive\nsix of the second\n"
  private static let both = "one\ntwo by hand\nthree\nfour\nfive\nsix of the second\n"
  private static let third = "one of the third\ntwo\nthree\nfour\nfive\nsix of the second\n"
  private static let all = "one of the third\ntwo by hand\nthree\nfour\nfive\nsix of the second\n"

  private static func write(_ source: String, _ stage: Stage, _ more: String = "on_drift: merge") throws {
    try stage.write(source, to: "src/a.txt")
    try stage.playbook(steps: "  - copy: { from: src/a.txt, to: src/a.txt, \(more) }")
  }

  /// The first version deployed, edited on the server, and the second one deployed over it.
  private static func afterAMerge(_ body: (Stage) async throws -> Void) async throws {
    try await Stage.with("target") { stage in
      try write(first, stage)
      try #require(try await stage.deploy().code == .done)
      try stage.server.write(edited, to: "src/a.txt")
      try write(second, stage)
      let ending = try await stage.deploy()
      try #require(ending.code == .done, "\(ending)")
      #expect(ending.output.contains("+six of the second\n"), "\(ending)")
      #expect(!ending.output.contains("\n      -two by hand\n"), "\(ending)")
      try #require(try stage.server.read("src/a.txt") == both)
      try await body(stage)
    }
  }

  @Test func theEditsStayThroughOneVersionAfterTheOther() async throws {
    try await Self.afterAMerge { stage in
      let again = try await stage.deploy()
      #expect(
        again.code == .done && again.output.contains("already as wanted, with edits of the server in src/a.txt"),
        "\(again)")
      #expect(try stage.server.read("src/a.txt") == Self.both)
      try Self.write(Self.third, stage)
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      #expect(try stage.server.read("src/a.txt") == Self.all)
      #expect(try await stage.run("check", "--exit-code", "playbooks/site.yml").code == .done)
      // What the merge replaced is in the set, as of any run.
      #expect(try await stage.run("rollback", "target", "latest", "--yes").code == .done)
      #expect(try stage.server.read("src/a.txt") == Self.both)
    }
  }

  @Test func anEditOfTheSamePlaceIsRefused() async throws {
    try await Self.afterAMerge { stage in
      try Self.write(Self.second.replacing("two", with: "two of the third"), stage)
      let ending = try await stage.deploy()
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("src/a.txt is conflicting"), "\(ending)")
      #expect(ending.output.contains("+two by hand\n"), "\(ending)")
      #expect(ending.output.contains("bring the edits of the server home with 'deployctl pull'"), "\(ending)")
      #expect(try stage.server.read("src/a.txt") == Self.both)
      let accepted = try await stage.run("deploy", "playbooks/site.yml", "--yes", "--accept-drift")
      #expect(accepted.code == .done, "\(accepted)")
      #expect(try stage.server.read("src/a.txt").contains("two of the third\n"))
    }
  }

  @Test func anEditThatTheSourceHasTakenOverIsNoEditAnyMore() async throws {
    try await Self.afterAMerge { stage in
      try Self.write(Self.all, stage)
      #expect(try await stage.deploy().code == .done)
      #expect(try stage.server.read("src/a.txt") == Self.all)
      // From now on the file is what was deployed, as it would be without a merge.
      try Self.write(Self.second, stage)
      #expect(try await stage.deploy().code == .done)
      #expect(try stage.server.read("src/a.txt") == Self.second)
    }
  }

  @Test func withoutMergeTheKeptEditsAreDrift() async throws {
    try await Self.afterAMerge { stage in
      try Self.write(Self.third, stage, "on_drift: fail")
      let ending = try await stage.deploy()
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("src/a.txt was changed on the server since"), "\(ending)")
      #expect(ending.output.contains("! +two by hand\n"), "\(ending)")
      #expect(try stage.server.read("src/a.txt") == Self.both)
    }
  }

  @Test func afterARollbackToAMergeNothingIsLost() async throws {
    try await Self.afterAMerge { stage in
      try Self.write(Self.third, stage)
      #expect(try await stage.deploy().code == .done)
      #expect(try await stage.run("rollback", "target", "latest", "--yes").code == .done)
      let ending = try await stage.deploy()
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("holds edits of the server from before a rollback"), "\(ending)")
      #expect(try stage.server.read("src/a.txt") == Self.both)
    }
  }

  @Test func anotherVersionThanTheExpectedOnesIsNotReplaced() async throws {
    try await Stage.with("target") { stage in
      try stage.server.write(Self.edited, to: "src/a.txt")
      let known = try await Tool.run("/usr/bin/sha256sum", ["\(stage.server.root)/src/a.txt"]).prefix(64)
      let other = String(repeating: "0", count: 64)
      try Self.write(Self.second, stage, "expect: sha256:\(other)")
      let ending = try await stage.deploy()
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(
        ending.output.contains("src/a.txt is none of the versions that 'expect' names (it is sha256:\(known))"),
        "\(ending)")
      try Self.write(Self.second, stage, "expect: [sha256:\(other), sha256:\(known)]")
      let expected = try await stage.deploy()
      #expect(expected.code == .done, "\(expected)")
      // What was deployed here may always be replaced.
      try Self.write(Self.third, stage, "expect: sha256:\(other)")
      #expect(try await stage.deploy().code == .done)
      #expect(try stage.server.read("src/a.txt") == Self.third)
    }
  }

  @Test func theNearestRevisionIsTheBaseOfAFirstMerge() async throws {
    try await Stage.with("target") { stage in
      func git(_ words: String...) async throws {
        let author = ["-c", "user.name=a", "-c", "user.email=a@b"]
        _ = try await Tool.run("/usr/bin/git", ["-C", stage.project] + author + words)
      }
      try await git("init", "-q")
      for (name, text) in [("v1", "zero\n"), ("v2", Self.first), ("v3", Self.second)] {
        try Self.write(text, stage, "expect: git:v1..v2, on_drift: merge")
        try await git("add", ".")
        try await git("commit", "-qm", name)
        try await git("tag", name)
      }
      try stage.server.write(Self.edited, to: "src/a.txt")
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      #expect(try stage.server.read("src/a.txt") == Self.both)

      try Self.write(Self.second, stage, "expect: git:v1..v9")
      let unknown = try await stage.run("check", "playbooks/site.yml")
      #expect(unknown.code == .usage, "\(unknown)")
      #expect(unknown.errors.contains("error: the repository has no revision 'v9'"), "\(unknown)")
      try stage.write("new\n", to: "src/new.txt")
      try stage.playbook(steps: "  - copy: { from: src/new.txt, expect: git:v1 }")
      let without = try await stage.run("check", "playbooks/site.yml")
      #expect(without.code == .usage, "\(without)")
      #expect(without.errors.contains("error: no revision from 'v1' to 'v1' has 'src/new.txt'"), "\(without)")
    }
  }
}
