import Deploy
import Glibc
import TestSupport
import Testing

/// Folders of which only what changed since an earlier commit is copied.
struct SinceTests {
  private static let step = #"  - copy: { from: app, to: site, exclude: "*.md", changed_since: last }"#

  /// A project in git with its first commit.
  private func with(_ names: [String] = ["target"], _ body: (Stage) async throws -> Void) async throws {
    try await Stage.with(names) { stage in
      for name in ["keep", "change", "gone", "lib/only", "tool"] { try stage.write("\(name) one\n", to: "app/\(name)") }
      try stage.write("read me\n", to: "app/a.md")
      try #require(symlink("keep", "\(stage.project)/app/current") == 0)
      try stage.playbook(hosts: "[\(names.joined(separator: ", "))]", steps: Self.step)
      try await git(stage, "init", "-q", "-b", "main")
      try await commit(stage, "one")
      try await body(stage)
    }
  }

  @discardableResult
  private func git(_ stage: Stage, _ words: String...) async throws -> String {
    try await Tool.run(
      "/usr/bin/git", ["-C", stage.project, "-c", "user.name=Anna", "-c", "user.email=anna@example.com"] + words)
  }

  /// Commits everything and gives the commit's digits as people see them.
  @discardableResult
  private func commit(_ stage: Stage, _ subject: String) async throws -> String {
    try await git(stage, "add", "-A")
    try await git(stage, "commit", "-q", "-m", subject)
    return String(try await git(stage, "rev-parse", "HEAD").prefix(10))
  }

  private func deploy(_ stage: Stage, _ more: String...) async throws -> Ending {
    try await stage.start(["deploy", "playbooks/site.yml", "--yes", "--rev", "HEAD"] + more).ending()
  }

  /// The second commit: files, a mode and a link change, files go with their folder, and one moves.
  private func change(_ stage: Stage) async throws {
    try stage.write("change two\n", to: "app/change")
    try stage.write("read me twice\n", to: "app/a.md")
    try stage.write("tool one\n", to: "app/tool", mode: 0o755)
    try stage.write("gone one\n", to: "app/new/moved")
    for path in ["gone", "lib", "current"] { Files.remove("\(stage.project)/app/\(path)") }
    try #require(symlink("change", "\(stage.project)/app/current") == 0)
    try await commit(stage, "two")
  }

  @Test func onlyWhatTheCommitsChangedTravels() async throws {
    try await with { stage in
      let one = String(try await git(stage, "rev-parse", "HEAD").prefix(10))
      let first = try await deploy(stage)
      #expect(first.code == .done, "\(first)")
      #expect(first.output.contains("change, no commit was deployed here yet: all 5 files\n"), "\(first)")
      // Nobody asks about a file that the commits leave as it is.
      try stage.server.write("by hand\n", to: "site/keep")
      let before = try stage.server.tree()
      try await change(stage)

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

      let second = try await deploy(stage)
      #expect(second.code == .done, "\(second)")
      #expect(try stage.server.read("site/change") == "change two\n")
      #expect(try stage.server.read("site/new/moved") == "gone one\n")
      #expect(try stage.server.read("site/current") == "change two\n")
      #expect(try stage.server.read("site/keep") == "by hand\n")
      #expect(access("\(stage.server.root)/site/tool", X_OK) == 0)
      #expect(!stage.server.exists("site/gone") && !stage.server.exists("site/lib"))
      let nothing = try await deploy(stage)
      #expect(nothing.code == .done && nothing.output.contains("): no file changed, already as wanted"), "\(nothing)")

      let back = try await stage.run("rollback", "target", try #require(second.run), "--yes")
      #expect(back.code == .done, "\(back)")
      #expect(try stage.server.tree() == before)
      // The first commit is in force again.
      let again = try await deploy(stage)
      #expect(again.code == .done && again.output.contains("since \(one) (run \(run), "), "\(again)")
      #expect(try stage.server.read("site/change") == "change two\n")
    }
  }

  @Test func whatTheCommitDidNotLeaveThereIsDrift() async throws {
    try await with { stage in
      // As wanted from the beginning, so that no run has written it.
      try stage.server.write("change one\n", to: "site/change")
      let first = try await deploy(stage)
      try stage.server.write("change one\nby hand\n", to: "site/change")
      try stage.server.write("gone by hand\n", to: "site/gone")
      try await change(stage)
      let before = try stage.server.tree()
      let run = try #require(first.run)
      let refused = try await deploy(stage)
      #expect(refused.code == .notChanged, "\(refused)")
      for path in ["site/change", "site/gone"] {
        #expect(refused.output.contains("\(path) was changed on the server since \(run)"), "\(refused)")
      }
      #expect(refused.output.contains("! +by hand\n"), "\(refused)")
      #expect(try stage.server.tree() == before)

      try stage.server.write("gone one\n", to: "site/gone")
      try stage.playbook(steps: Self.step.replacing(" }", with: ", on_drift: merge }"))
      try stage.write("above\nchange one\n", to: "app/change")
      try await commit(stage, "three")
      let merged = try await deploy(stage)
      #expect(merged.code == .done, "\(merged)")
      #expect(try stage.server.read("site/change") == "above\nchange one\nby hand\n")
    }
  }

  @Test func aCommitThatIsNotInTheCloneIsAReasonToFetch() async throws {
    try await with { stage in
      let first = try await deploy(stage)
      let ledger = "\(stage.server.backups)/deployed/ledger"
      let id = try await git(stage, "rev-parse", "HEAD").trimmed
      try Files.write(try Files.read(ledger).replacing(id, with: String(repeating: "e", count: 40)), to: ledger)
      try await change(stage)
      let refused = try await deploy(stage)
      #expect(refused.code == .notChanged, "\(refused)")
      #expect(
        refused.output.contains("has the files of commit eeeeeeeeee (run \(try #require(first.run))), which is not in")
          && refused.output.contains("bring it here with 'git fetch'"), "\(refused)")
      // A person may know better.
      try stage.playbook(steps: Self.step.replacing("last", with: id))
      let named = try await deploy(stage)
      #expect(named.code == .done && named.output.contains("4 files changed, 2 removed"), "\(named)")
      #expect(!stage.server.exists("site/gone"))
      try stage.playbook(steps: Self.step.replacing("last", with: "v9"))
      let unknown = try await deploy(stage)
      #expect(unknown.code == .usage && unknown.errors.contains("no revision 'v9'"), "\(unknown)")
    }
  }

  @Test func afterADeployOfTheWorkingTreeEverythingIsCompared() async throws {
    try await with { stage in
      try await deploy(stage).isDone()
      try stage.write("keep edited\n", to: "app/keep")
      try stage.playbook("plain", steps: #"  - copy: { from: app, to: site, exclude: "*.md" }"#)
      let plain = try await stage.deploy("plain")
      #expect(plain.code == .done, "\(plain)")
      #expect(try stage.server.read("site/keep") == "keep edited\n")
      try stage.write("keep one\n", to: "app/keep")
      try await change(stage)
      let second = try await deploy(stage)
      #expect(second.code == .done, "\(second)")
      let run = try #require(plain.run)
      #expect(second.output.contains("what \(run) copied is no commit's: all 4 files, 2 removed\n"), "\(second)")
      #expect(try stage.server.read("site/keep") == "keep one\n")
      #expect(!stage.server.exists("site/gone"))
      #expect(access("\(stage.server.root)/site/tool", X_OK) == 0)
      // A tree that is as the commit has it counts as that.
      try stage.write("keep three\n", to: "app/keep")
      let three = try await commit(stage, "three")
      let clean = try await stage.deploy("plain")
      try stage.write("keep four\n", to: "app/keep")
      try await commit(stage, "four")
      let last = try await deploy(stage)
      #expect(last.output.contains("since \(three) (run \(try #require(clean.run)), "), "\(last)")
    }
  }

  @Test func whatAttributesMakeOfFilesCountsToo() async throws {
    try await with { stage in
      try await deploy(stage).isDone()
      try stage.write("app/keep eol=crlf\napp/lib/ export-ignore\n", to: ".gitattributes")
      try await commit(stage, "two")
      let second = try await deploy(stage)
      #expect(second.output.contains("): 1 file changed, 1 removed\n"), "\(second)")
      #expect(try stage.server.read("site/keep") == "keep one\r\n")
      #expect(!stage.server.exists("site/lib"))
    }
  }

  @Test func everyHostHasItsOwnLastCommit() async throws {
    try await with(["left", "right"]) { stage in
      let one = String(try await git(stage, "rev-parse", "HEAD").prefix(10))
      try await deploy(stage).isDone()
      try await change(stage)
      let two = String(try await git(stage, "rev-parse", "HEAD").prefix(10))
      try await deploy(stage, "--limit", "left").isDone()
      try stage.write("keep three\n", to: "app/keep")
      try await commit(stage, "three")
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

extension Ending {
  fileprivate func isDone() { #expect(code == .done, "\(self)") }
}

extension String {
  fileprivate var trimmed: String { hasSuffix("\n") ? String(dropLast()) : self }
}
