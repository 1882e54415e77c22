import Deploy
import Glibc
import TestSupport
import Testing

/// Paths that are of another kind in the later commit, or belong to another step.
struct SinceKindTests {
  @Test func aLinkThatBecameAFileIsReplacedAndNotWrittenThrough() async throws {
    try await Stage.withApp { stage in
      try await stage.deployHead().isDone()
      let before = try stage.server.tree()
      Files.remove("\(stage.project)/app/current")
      try stage.write("current two\n", to: "app/current")
      Files.remove("\(stage.project)/app/tool")
      try #require(symlink("change", "\(stage.project)/app/tool") == 0)
      try await stage.commit("two")
      let second = try await stage.deployHead()
      second.isDone()
      #expect(try stage.server.read("site/keep") == "keep one\n")
      #expect(try stage.server.read("site/current") == "current two\n")
      #expect(Self.link("\(stage.server.root)/site/current") == nil)
      #expect(Self.link("\(stage.server.root)/site/tool") == "change")
      let back = try await stage.run("rollback", "target", "latest", "--yes")
      #expect(back.code == .done, "\(back)")
      #expect(try stage.server.tree() == before)
    }
  }

  @Test func whatSomebodyMadeOfAFormerLinkOrFileIsDrift() async throws {
    try await Stage.withApp { stage in
      try await stage.deployHead().isDone()
      Files.remove("\(stage.server.root)/site/current")
      try #require(symlink("change", "\(stage.server.root)/site/current") == 0)
      try stage.server.write("by hand\n", to: "site/tool")
      let before = try stage.server.tree()
      for path in ["current", "tool"] { Files.remove("\(stage.project)/app/\(path)") }
      try stage.write("current two\n", to: "app/current")
      try #require(symlink("change", "\(stage.project)/app/tool") == 0)
      try await stage.commit("two")
      let refused = try await stage.deployHead()
      #expect(refused.code == .notChanged, "\(refused)")
      for path in ["site/current", "site/tool"] {
        #expect(refused.output.contains("\(path) was changed on the server since "), "\(refused)")
      }
      #expect(try stage.server.tree() == before)
    }
  }

  @Test func aFileAndAFolderThatChangePlacesAreRefused() async throws {
    try await Stage.withApp { stage in
      try await stage.deployHead().isDone()
      let before = try stage.server.tree()
      for path in ["gone", "lib"] { Files.remove("\(stage.project)/app/\(path)") }
      try stage.write("inner\n", to: "app/gone/inner")
      try stage.write("lib two\n", to: "app/lib")
      try await stage.commit("two")
      let second = try await stage.deployHead()
      #expect(second.code == .notChanged, "\(second)")
      for reason in ["site/gone is a file on the host", "site/lib is a folder on the host"] {
        #expect(second.output.contains(reason), "\(second)")
      }
      #expect(try stage.server.tree() == before)
    }
  }

  /// Also where the folder holds what the link led to.
  @Test(arguments: ["lib/only one\n", "only two\n"])
  func aLinkThatBecameAFolderIsNotWrittenThrough(content: String) async throws {
    try await Stage.withApp { stage in
      try #require(symlink("lib", "\(stage.project)/app/stable") == 0)
      try await stage.commit("one more")
      try await stage.deployHead().isDone()
      let before = try stage.server.tree()
      Files.remove("\(stage.project)/app/stable")
      try stage.write(content, to: "app/stable/only")
      try await stage.commit("two")
      let second = try await stage.deployHead()
      #expect(second.code == .notChanged, "\(second)")
      #expect(second.output.contains("site/stable is a symbolic link on the host, and a folder since "), "\(second)")
      #expect(try stage.server.tree() == before)
      // Moved away, it is none any more.
      Files.remove("\(stage.server.root)/site/stable")
      try await stage.deployHead().isDone()
      #expect(try stage.server.read("site/stable/only") == content)
      #expect(try stage.server.read("site/lib/only") == "lib/only one\n")
    }
  }

  @Test func whatNoStepWritesIsRemovedWhereverOthersCopyTo() async throws {
    try await Stage.withApp { stage in
      try stage.write("vendor one\n", to: "vendor/vendor")
      try stage.write("more one\n", to: "app/lib/more")
      try stage.playbook(steps: Stage.sinceStep + "\n  - copy: { from: vendor, to: site/lib }")
      try await stage.commit("one more")
      try await stage.deployHead().isDone()
      Files.remove("\(stage.project)/app/lib/more")
      try await stage.commit("two")
      let second = try await stage.deployHead()
      second.isDone()
      #expect(second.output.contains("): 1 file removed\n"), "\(second)")
      #expect(!stage.server.exists("site/lib/more"))
      #expect(try stage.server.read("site/lib/vendor") == "vendor one\n")
    }
  }

  @Test func aLinkThatAnotherStepHasNowIsNotRemovedBehindALink() async throws {
    try await Stage.withApp { stage in
      try Files.makeFolder("\(stage.server.root)/releases/1")
      try #require(symlink("releases/1", "\(stage.server.root)/site") == 0)
      try #require(symlink("only", "\(stage.project)/app/lib/newest") == 0)
      try await stage.commit("one more")
      try await stage.deployHead().isDone()
      Files.remove("\(stage.project)/app/lib/newest")
      try stage.write("vendor\n", to: "vendor/vendor")
      try #require(symlink("only", "\(stage.project)/vendor/newest") == 0)
      try stage.playbook(steps: "  - copy: { from: vendor, to: site/lib }\n" + Stage.sinceStep)
      try await stage.commit("two")
      let second = try await stage.deployHead()
      second.isDone()
      #expect(second.output.contains("): no file changed"), "\(second)")
      #expect(Self.link("\(stage.server.root)/releases/1/lib/newest") == "only")
    }
  }

  @Test func whatAnotherStepWritesIsNotRemoved() async throws {
    try await Stage.withApp { stage in
      try await stage.deployHead().isDone()
      try stage.write("gone one\n", to: "more/gone")
      Files.remove("\(stage.project)/app/gone")
      try stage.playbook(steps: Stage.sinceStep + "\n  - copy: { from: more/gone, to: site/gone }")
      try await stage.commit("two")
      let second = try await stage.deployHead()
      second.isDone()
      #expect(second.output.contains("): no file changed"), "\(second)")
      #expect(try stage.server.read("site/gone") == "gone one\n")
      // Nor where the other step comes first.
      try stage.write("keep three\n", to: "more/keep")
      Files.remove("\(stage.project)/app/keep")
      Files.remove("\(stage.project)/app/current")
      try stage.playbook(steps: "  - copy: { from: more/keep, to: site/keep }\n" + Stage.sinceStep)
      try await stage.commit("three")
      let third = try await stage.deployHead()
      third.isDone()
      #expect(third.output.contains("): 2 files removed\n"), "\(third)")
      #expect(try stage.server.read("site/keep") == "keep three\n")
    }
  }

  @Test func aFolderOfTheRepositoryIsComparedWithItself() async throws {
    try await Stage.with("target") { stage in
      try stage.write("one\n", to: "app/keep")
      try stage.write("one\n", to: "app/gone")
      try stage.playbook(steps: Stage.sinceStep)
      // The repository begins above the project.
      let top = stage.folder
      func git(_ words: String...) async throws {
        try await Tool.run(
          "/usr/bin/git", ["-C", top, "-c", "user.name=Anna", "-c", "user.email=anna@example.com"] + words)
      }
      try await git("init", "-q", "-b", "main")
      try await git("add", "project")
      try await git("commit", "-q", "-m", "one")
      try await stage.deployHead().isDone()
      Files.remove("\(stage.project)/app/gone")
      try stage.write("two\n", to: "app/came")
      // What is elsewhere in the repository under such a name is another file.
      try Files.write("elsewhere\n", to: "\(top)/app/keep")
      try await git("add", "-A", "app", "project")
      try await git("commit", "-q", "-m", "two")
      let second = try await stage.deployHead()
      #expect(second.output.contains("): 1 file changed, 1 removed\n"), "\(second)")
      #expect(try stage.server.read("site/came") == "two\n")
      #expect(try stage.server.read("site/keep") == "one\n")
      #expect(!stage.server.exists("site/gone"))
    }
  }

  @Test func aRunThatWasRevertedIsNotTheLast() async throws {
    try await Stage.withApp { stage in
      let one = String(try await stage.git("rev-parse", "HEAD").prefix(10))
      try await stage.deployHead().isDone()
      try await stage.changeApp()
      try stage.playbook("fails", steps: Stage.sinceStep + "\n  - run: { command: 'false' }\n    undo: 'true'")
      let failed = try await stage.start(["deploy", "playbooks/fails.yml", "--yes", "--rev", "HEAD"]).ending()
      #expect(failed.code == .reverted, "\(failed)")
      // The commit that failed is replaced by another one.
      try await stage.git("commit", "-q", "--amend", "-m", "two again")
      let second = try await stage.deployHead()
      #expect(second.code == .done && second.output.contains("since \(one) (run "), "\(second)")
      // And so is the one that is there, which the clone still has.
      try await stage.git("commit", "-q", "--amend", "-m", "two for good")
      let third = try await stage.deployHead()
      #expect(third.code == .done && third.output.contains("): no file changed, already as wanted"), "\(third)")
    }
  }

  @Test func aRemovalOfWhatSomebodyEditedCanBeWanted() async throws {
    try await Stage.withApp { stage in
      try await stage.deployHead().isDone()
      try stage.server.write("gone by hand\n", to: "site/gone")
      try await stage.changeApp()
      let refused = try await stage.deployHead()
      #expect(refused.code == .notChanged, "\(refused)")
      #expect(try stage.server.read("site/gone") == "gone by hand\n")
      try stage.playbook(steps: Stage.sinceStep.replacing(" }", with: ", on_drift: overwrite }"))
      let second = try await stage.deployHead()
      second.isDone()
      #expect(!stage.server.exists("site/gone"))
      let back = try await stage.run("rollback", "target", "latest", "--yes")
      #expect(back.code == .done, "\(back)")
      #expect(try stage.server.read("site/gone") == "gone by hand\n")
    }
  }

  /// What a link holds; nil where there is none.
  private static func link(_ path: String) -> String? {
    let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
      count = buffer.withMemoryRebound(to: CChar.self) { buffer in
        buffer.baseAddress.map { max(0, readlink(path, $0, buffer.count)) } ?? 0
      }
    }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }
}
