import Deploy
import Glibc
import TestSupport
import Testing

/// Folders of which only what changed since an earlier commit is copied.
struct SinceTests {
  @Test func onlyWhatTheCommitsChangedTravels() async throws {
    try await Stage.withApp { stage in
      let one = String(try await stage.git("rev-parse", "HEAD").prefix(10))
      let first = try await stage.deployHead()
      #expect(first.code == .done, "\(first)")
      #expect(first.output.contains("change, no commit was deployed here yet: all 5 files\n"), "\(first)")
      // Nobody asks about a file that the commits leave as it is.
      try stage.server.write("by hand\n", to: "site/keep")
      let before = try stage.server.tree()
      try await stage.changeApp()

      let run = try #require(first.run)
      let check = try await stage.run("check", "playbooks/site.yml", "--rev", "HEAD")
      #expect(check.output.contains("change, since \(one) (run \(run), 20"), "\(check)")
      #expect(check.output.contains("): 4 files changed, 2 removed\n"), "\(check)")
      #expect(
        check.output.contains(
          "  destroys:\n    removes site/gone\n    removes the folder site/lib\n    removes site/lib/only\n"),
        "\(check)")
      #expect(!check.output.contains("site/keep") && !check.output.contains("a.md"), "\(check)")
      #expect(try stage.server.tree() == before)

      let second = try await stage.deployHead()
      #expect(second.code == .done, "\(second)")
      #expect(try stage.server.read("site/change") == "change two\n")
      #expect(try stage.server.read("site/new/moved") == "gone one\n")
      #expect(try stage.server.read("site/current") == "change two\n")
      #expect(try stage.server.read("site/keep") == "by hand\n")
      #expect(access("\(stage.server.root)/site/tool", X_OK) == 0)
      #expect(!stage.server.exists("site/gone") && !stage.server.exists("site/lib"))
      let nothing = try await stage.deployHead()
      #expect(nothing.code == .done && nothing.output.contains("): no file changed, already as wanted"), "\(nothing)")

      let back = try await stage.run("rollback", "target", try #require(second.run), "--yes")
      #expect(back.code == .done, "\(back)")
      #expect(try stage.server.tree() == before)
      // The first commit is in force again.
      let again = try await stage.deployHead()
      #expect(again.code == .done && again.output.contains("since \(one) (run \(run), "), "\(again)")
      #expect(try stage.server.read("site/change") == "change two\n")
    }
  }

  @Test func whatTheCommitDidNotLeaveThereIsDrift() async throws {
    try await Stage.withApp { stage in
      // As wanted from the beginning, so that no run has written it.
      try stage.server.write("change one\n", to: "site/change")
      let first = try await stage.deployHead()
      try stage.server.write("change one\nby hand\n", to: "site/change")
      try stage.server.write("gone by hand\n", to: "site/gone")
      try await stage.changeApp()
      let before = try stage.server.tree()
      let run = try #require(first.run)
      let refused = try await stage.deployHead()
      #expect(refused.code == .notChanged, "\(refused)")
      for path in ["site/change", "site/gone"] {
        #expect(refused.output.contains("\(path) was changed on the server since \(run)"), "\(refused)")
      }
      #expect(refused.output.contains("! +by hand\n"), "\(refused)")
      #expect(try stage.server.tree() == before)

      try stage.server.write("gone one\n", to: "site/gone")
      try stage.playbook(steps: Stage.sinceStep.replacing(" }", with: ", on_drift: merge }"))
      try stage.write("above\nchange one\n", to: "app/change")
      try await stage.commit("three")
      let merged = try await stage.deployHead()
      #expect(merged.code == .done, "\(merged)")
      #expect(try stage.server.read("site/change") == "above\nchange one\nby hand\n")
    }
  }

  @Test func aCommitThatIsNotInTheCloneIsAReasonToFetch() async throws {
    try await Stage.withApp { stage in
      let first = try await stage.deployHead()
      let ledger = "\(stage.server.backups)/deployed/ledger"
      let id = try await stage.git("rev-parse", "HEAD").trimmed
      try Files.write(try Files.read(ledger).replacing(id, with: String(repeating: "e", count: 40)), to: ledger)
      try await stage.changeApp()
      let refused = try await stage.deployHead()
      #expect(refused.code == .notChanged, "\(refused)")
      #expect(
        refused.output.contains("has the files of commit eeeeeeeeee (run \(try #require(first.run))), which is not in")
          && refused.output.contains("bring it here with 'git fetch'"), "\(refused)")
      // A person may know better.
      try stage.playbook(steps: Stage.sinceStep.replacing("last", with: id))
      let named = try await stage.deployHead()
      #expect(named.code == .done && named.output.contains("4 files changed, 2 removed"), "\(named)")
      #expect(!stage.server.exists("site/gone"))
      try stage.playbook(steps: Stage.sinceStep.replacing("last", with: "v9"))
      let unknown = try await stage.deployHead()
      #expect(unknown.code == .usage && unknown.errors.contains("no revision 'v9'"), "\(unknown)")
    }
  }

  @Test func afterADeployOfTheWorkingTreeEverythingIsCompared() async throws {
    try await Stage.withApp { stage in
      try await stage.deployHead().isDone()
      try stage.write("keep edited\n", to: "app/keep")
      try stage.playbook("plain", steps: #"  - copy: { from: app, to: site, exclude: "*.md" }"#)
      let plain = try await stage.deploy("plain")
      #expect(plain.code == .done, "\(plain)")
      #expect(try stage.server.read("site/keep") == "keep edited\n")
      try stage.write("keep one\n", to: "app/keep")
      try await stage.changeApp()
      let second = try await stage.deployHead()
      #expect(second.code == .done, "\(second)")
      let run = try #require(plain.run)
      #expect(second.output.contains("what \(run) copied is no commit's: all 4 files, 2 removed\n"), "\(second)")
      #expect(try stage.server.read("site/keep") == "keep one\n")
      #expect(!stage.server.exists("site/gone"))
      #expect(access("\(stage.server.root)/site/tool", X_OK) == 0)
      // A tree that is as the commit has it counts as that.
      try stage.write("keep three\n", to: "app/keep")
      let three = try await stage.commit("three")
      let clean = try await stage.deploy("plain")
      try stage.write("keep four\n", to: "app/keep")
      try await stage.commit("four")
      let last = try await stage.deployHead()
      #expect(last.output.contains("since \(three) (run \(try #require(clean.run)), "), "\(last)")
    }
  }

  @Test func whatAttributesMakeOfFilesCountsToo() async throws {
    try await Stage.withApp { stage in
      try await stage.deployHead().isDone()
      try stage.write("app/keep eol=crlf\napp/lib/ export-ignore\n", to: ".gitattributes")
      try await stage.commit("two")
      let second = try await stage.deployHead()
      #expect(second.output.contains("): 1 file changed, 1 removed\n"), "\(second)")
      #expect(try stage.server.read("site/keep") == "keep one\r\n")
      #expect(!stage.server.exists("site/lib"))
    }
  }

  @Test func everyHostHasItsOwnLastCommit() async throws {
    try await Stage.withApp(["left", "right"]) { stage in
      let one = String(try await stage.git("rev-parse", "HEAD").prefix(10))
      try await stage.deployHead().isDone()
      try await stage.changeApp()
      let two = String(try await stage.git("rev-parse", "HEAD").prefix(10))
      try await stage.deployHead("--limit", "left").isDone()
      try stage.write("keep three\n", to: "app/keep")
      try await stage.commit("three")
      let plan = try await stage.start(["plan", "playbooks/site.yml", "--rev", "HEAD", "-o", "plan.json"]).ending()
      #expect(plan.output.contains("since \(two) (run ") && plan.output.contains("): 1 file changed\n"), "\(plan)")
      #expect(plan.output.contains("since \(one) (run ") && plan.output.contains("): 5 files changed, 2"), "\(plan)")
      let check = try await stage.run("check", "playbooks/site.yml", "--rev", "HEAD", "--format", "json")
      #expect(check.output.contains(#""because": "since \#(two) (run "#), "\(check)")
      let done = try await stage.start(["apply", "plan.json", "--yes"]).ending()
      #expect(done.code == .done, "\(done)")
      for server in stage.servers {
        #expect(try server.read("site/keep") == "keep three\n")
        #expect(try server.read("site/new/moved") == "gone one\n")
      }
    }
  }
}
