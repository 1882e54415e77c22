import Deploy
import Reactor
import TestSupport
import Testing

struct BackupsTests {
  @Test(arguments: ["target", "playbooks/site.yml"])
  func theSetsAreListedNewestFirstWithWhatBecameOfThem(_ place: String) async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let good = try await stage.release(["src/a.txt": "a of two\n"])
      let bad = try await stage.release(["src/a.txt": "a of three\n"])
      let rollback = try #require(try await stage.run("rollback", "target", "latest", "--yes").run)
      try stage.playbook(
        steps: """
            - copy: src/a.txt
            - healthy: { cmd: "false", within: 1s, every: 200ms }
          """)
      try #require(try await stage.deploy().code == .reverted)
      let reverted = try #require(stage.server.sets.first { ![good, bad, rollback].contains($0) })
      try Files.makeFolder("\(stage.server.backups)/by_hand_20200101")

      #expect(
        try await stage.sets(of: place) == [
          [reverted, "reverted"], [rollback, "good"], [bad, "bad"], [good, "good"], ["by_hand_20200101", "foreign"],
        ])
      let ending = try await stage.run("backups", place)
      #expect(ending.output.hasPrefix("target:\(stage.server.root)\n"), "\(ending)")
      #expect(ending.output.contains("undone by \(rollback)"), "\(ending)")
    }
  }

  @Test func aPlaceWithoutSetsSaysSo() async throws {
    try await Stage.with("target") { stage in
      let empty = try await stage.run("backups", "target:\(stage.server.root)")
      #expect(empty.code == .done, "\(empty)")
      #expect(empty.output.contains("no backup sets"), "\(empty)")
      let unknown = try await stage.run("backups", "target")
      #expect(unknown.code == .notChanged, "\(unknown)")
      #expect(unknown.everything.contains("name the root"), "\(unknown)")
    }
  }

  @Test func aSetIsRestoredByHandWithoutTheProgram() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let before = try stage.server.tree()
      let run = try await stage.release(["src/a.txt": "a of two\n", "conf/deep/c.txt": "c\n"])
      let words = try await Tool.run("/bin/sh", ["\(stage.server.backups)/\(run)/restore"])
      #expect(words.contains("restored"), "\(words)")
      #expect(try stage.server.tree() == before)
      let listed = try await stage.run("backups", "target")
      #expect(listed.output.contains("\(run)  restored by hand"), "\(listed)")
      let again = try await Tool.run("/bin/sh", ["\(stage.server.backups)/\(run)/restore"])
      #expect(again.contains("already as it was before \(run)"), "\(again)")
    }
  }
}
