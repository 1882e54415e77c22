import Deploy
import TestSupport
import Testing

struct BackupsPullTests {
  @Test(arguments: ["target", "playbooks/site.yml"])
  func setsAreCopiedWholeAndOnce(_ place: String) async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try stage.server.write("#!/bin/sh\n", to: "bin/tool", mode: 0o755)
      let large = String(repeating: "a large old file\n", count: 200_000)
      try stage.server.write(large, to: "src/large.txt")
      try stage.server.write("", to: "src/empty.txt")
      let first = try await stage.release([
        "src/a.txt": "a of two\n", "bin/tool": "#!/bin/bash\n", "src/large.txt": "small\n", "src/empty.txt": "full\n",
      ])
      let second = try await stage.release(["src/b.txt": "b of three\n"])
      try Files.makeFolder("\(stage.server.backups)/by_hand_20200101")
      let before = try await stage.server.footprint()
      let ending = try await stage.run("backups", "pull", place)
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.output.contains("by_hand_20200101  foreign, not copied"), "\(ending)")
      for run in [first, second] {
        let here = "\(stage.project)/backups/target/\(run)"
        let there = "\(stage.server.backups)/\(run)"
        for part in ["files", "system", "evidence", "manifest", "script", "journal", "playbook", "runtime", "restore"]
        where Files.exists("\(here)/\(part)") {
          try await Tool.run("/usr/bin/diff", ["-r", "\(there)/\(part)", "\(here)/\(part)"])
        }
        #expect(try Files.read("\(here)/manifest").contains("complete"))
      }
      let copy = "\(stage.project)/backups/target/\(first)"
      #expect(try Files.read("\(copy)/files/src/large.txt") == large)
      #expect(try Files.read("\(copy)/files/src/empty.txt") == "")
      let modes = try await Tool.run(
        "/usr/bin/stat", ["-c", "%a", copy, "\(copy)/files/bin/tool", "\(copy)/files/src/a.txt"])
      #expect(modes == "700\n755\n644\n")
      #expect(try await stage.server.footprint() == before)

      let copies = try Tree("\(stage.project)/backups")
      let third = try await stage.release(["src/b.txt": "b of four\n"])
      let again = try await stage.run("backups", "pull", place)
      #expect(again.code == .done, "\(again)")
      #expect(again.output.contains("\(first)  is in backups/target/\(first) already"), "\(again)")
      #expect(again.output.contains("to backups/target/\(third)"), "\(again)")
      Files.remove("\(stage.project)/backups/target/\(third)")
      #expect(try Tree("\(stage.project)/backups") == copies)
    }
  }

  @Test func nothingIsOverwrittenAndWhatWasBegunIsBegunAnew() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let run = try await stage.release(["src/a.txt": "a of two\n"])
      let here = "\(stage.project)/backups/target"
      try Files.write("mine", to: "\(here)/\(run)/notes")
      let refused = try await stage.run("backups", "pull", "target", run)
      #expect(refused.code == .usage, "\(refused)")
      #expect(refused.errors.contains("backups/target/\(run) holds something else: move it away"), "\(refused)")
      #expect(try Files.read("\(here)/\(run)/notes") == "mine")
      let other = try await stage.release(["src/b.txt": "b of two\n"])
      let older = try await stage.run("backups", "pull", "target", run, other)
      #expect(older.code == .usage && older.output.contains("to backups/target/\(other)"), "\(older)")
      Files.remove("\(here)/\(other)")
      Files.remove("\(here)/\(run)")
      try Files.write("half", to: "\(here)/.\(run).part/files/src/a.txt")
      let ending = try await stage.run("backups", "pull", "target", run)
      #expect(ending.code == .done, "\(ending)")
      #expect(try Files.read("\(here)/\(run)/files/src/a.txt") == "a of old\n")
      #expect(Files.names(in: Array(here.utf8)) == [Array(run.utf8)])
    }
  }

  @Test func aDamagedOrUnfinishedSetIsNotCopied() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let damaged = try await stage.release(["src/a.txt": "a of two\n"])
      let cut = try await stage.release(["src/b.txt": "b of two\n"])
      try Files.write("odd\n", to: "\(stage.server.backups)/\(damaged)/files/src/a.txt")
      let journal = "\(stage.server.backups)/\(cut)/journal"
      try Files.write(
        try Files.read(journal).split(separator: "\n").dropLast().joined(separator: "\n") + "\n", to: journal)
      let ending = try await stage.run("backups", "pull", "target")
      #expect(ending.code == .finding, "\(ending)")
      #expect(ending.output.contains("not what was saved: src/a.txt\n    not copied"), "\(ending)")
      #expect(ending.output.contains("\(cut)  committed, not copied: it is not finished"), "\(ending)")
      #expect(Files.names(in: Array("\(stage.project)/backups".utf8)) == nil)
    }
  }

  @Test func aHostileNameInASetStaysInTheFolderOfTheCopy() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let names = ["it's\n-rf", "\"q\" $(touch pwned)", "-n", "\\", "@token", " "]
      for name in names { try stage.server.write("old \(name)", to: "src/\(name)") }
      // The language takes few names; a manifest may hold any.
      let run = try await stage.release(["src/a.txt": "a of two\n"])
      let set = "\(stage.server.backups)/\(run)"
      for name in names {
        try Files.write("was \(name)", to: "\(set)/evidence/\(name)")
      }
      try await Tool.run("/bin/ln", ["-s", "/etc/passwd", "\(set)/evidence/link"])
      try await Tool.run("/usr/bin/mkfifo", ["\(set)/evidence/pipe"])
      let ending = try await stage.run("backups", "pull", "target", run)
      #expect(ending.code == .done, "\(ending)")
      let here = "\(stage.project)/backups/target/\(run)/evidence"
      for name in names { #expect(try Files.read("\(here)/\(name)") == "was \(name)") }
      #expect(!Files.exists("\(here)/link") && !Files.exists("\(here)/pipe"))
    }
  }
}
