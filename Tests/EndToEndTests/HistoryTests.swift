import Deploy
import TestSupport
import Testing

struct HistoryTests {
  @Test func theRunsOfAPlaceAreListedNewestFirstWithTimeAuthorRevisionAndFate() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try await stage.commitProject()
      let first = try #require(try await stage.deploy().run)
      let second = try await stage.release(["src/a.txt": "a of three\n"], as: "other")
      let rollback = try #require(try await stage.run("rollback", "target", "latest", "--yes").run)

      let host = try await stage.run("history", "target")
      #expect(host.code == .done, "\(host)")
      let rows = host.output.split(separator: "\n").dropFirst().map { $0.split(separator: " ").map(String.init) }
      #expect(rows.map { $0[0] } == [rollback, second, first], "\(host)")
      // Name, day, time, zone, author, revision, fate.
      #expect(rows.allSatisfy { $0[3] == "UTC" && $0[4].contains("@") }, "\(host)")
      let head = try await stage.head()
      #expect(rows.map { $0[5] } == ["-", "\(head.prefix(8))+", String(head.prefix(8))], "\(host)")
      #expect(rows[1].suffix(4) == ["bad,", "undone", "by", rollback], "\(host)")
      #expect(rows[2].last == "good", "\(host)")

      let playbook = try await stage.run("history", "playbooks/site.yml")
      #expect(playbook.output.contains(first) && !playbook.output.contains(second), "\(playbook)")
      let other = try await stage.run("history", "playbooks/other.yml")
      #expect(other.output.contains(second) && other.output.contains(rollback), "\(other)")
      #expect(!other.output.contains(first), "\(other)")
      let newest = try await stage.run("history", "target", "--last", "1")
      #expect(newest.output.contains(rollback) && !newest.output.contains(first), "\(newest)")
      #expect(newest.output.contains("and 2 older ones"), "\(newest)")
    }
  }

  @Test func aRunIsShownAgainWithItsStepsAndItsLastWords() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try stage.playbook(
        steps: """
            - copy: [src/a.txt, src/b.txt]
            - healthy: { cmd: "echo 'the database is away'; false", within: 1s, every: 200ms }
          """)
      let failed = try await stage.deploy()
      try #require(failed.code == .reverted, "\(failed)")
      let run = try #require(stage.server.sets.first)
      let before = try await stage.server.footprint()
      let told = try await stage.run("show", "target", run)
      #expect(told.code == .done, "\(told)")
      #expect(told.output.contains("  run by "), "\(told)")
      #expect(told.output.contains("target  1 copy 2 files: ok"), "\(told)")
      // The words of the report are those of then.
      for line in failed.output.split(separator: "\n") where line.contains("failed") || line.contains("  | ") {
        #expect(told.output.contains(line), "\(line) is not in\n\(told)")
      }
      #expect(told.output.contains("target: reverted, everything is as it was before \(run)"), "\(told)")
      #expect(try await stage.server.footprint() == before)
    }
  }

  @Test func aRunIsFoundOnTheHostsOfTheInventoryWithoutAPlace() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let run = try #require(try await stage.deploy().run)
      let nowhere = try await stage.run("show", run)
      #expect(nowhere.code == .usage && nowhere.errors.contains("name the place"), "\(nowhere)")
      try stage.write("hosts:\n  target: { root: \(stage.server.root) }\n", to: "hosts.yml")
      let told = try await stage.run("show", String(run.dropFirst("site_".count)))
      #expect(told.code == .done && told.output.contains("target: committed \(run)"), "\(told)")
      let unknown = try await stage.run("show", "20000101_000000")
      #expect(unknown.code == .notChanged, "\(unknown)")
      #expect(unknown.everything.contains("the newest here: \(run)"), "\(unknown)")
    }
  }

  @Test func aRunWhoseSetIsGoneIsStillInTheHistory() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let run = try #require(try await stage.deploy().run)
      Files.remove("\(stage.server.backups)/\(run)")
      let history = try await stage.run("history", "target")
      #expect(history.output.contains("\(run)  "), "\(history)")
      let told = try await stage.run("show", "target", run)
      #expect(told.code == .done && told.output.contains("its backup set is gone"), "\(told)")
    }
  }
}

extension Stage {
  /// Puts the project into a repository as it is now.
  func commitProject() async throws {
    let git = ["-C", project, "-c", "user.name=anna", "-c", "user.email=anna@example.com"]
    for words in [["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "all"]] {
      _ = try await Tool.run("/usr/bin/git", git + words)
    }
  }

  /// The commit of the project.
  func head() async throws -> String {
    try await Tool.run("/usr/bin/git", ["-C", project, "rev-parse", "HEAD"]).split(separator: "\n").joined()
  }
}
