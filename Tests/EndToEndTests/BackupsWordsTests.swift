import Deploy
import TestSupport
import Testing

/// The words of `backups` as a user types them.
struct BackupsWordsTests {
  @Test(arguments: ["latest", "whole", "timestamp"])
  func aSetIsShownBy(_ name: String) async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let run = try await stage.release(["src/a.txt": "a of two\n", "conf/deep/c.txt": "c\n"])
      let word = ["latest": "latest", "whole": run, "timestamp": String(run.dropFirst("site_".count))][name] ?? ""
      let before = try await stage.server.footprint()
      let ending = try await stage.run("backups", "show", "target", word)
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.output.hasPrefix("target:\(stage.server.root)\n  \(run)  good"), "\(ending)")
      for words in [
        "\n    run by ", " on the disk", " UTC  preparing\n", " UTC  act 1 begins: put\n", " UTC  committed\n",
        " UTC  closed\n",
        "      src/a.txt\n        0644 0:0, 9 bytes, sha256 ",
        "      conf/deep/c.txt\n        absent -> 0644 0:0, 2 bytes, sha256 ",
        "      conf/deep\n        absent -> folder 0755 0:0\n",
      ] {
        #expect(ending.output.contains(words), "\(words): \(ending)")
      }
      #expect(try await stage.server.footprint() == before)
    }
  }

  @Test func aSetThatIsNotThereNamesTheNewest() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let run = try await stage.release(["src/a.txt": "a of two\n"])
      try Files.write("x", to: "\(stage.server.backups)/by hand\n_20200101/src/a.txt")
      let unknown = try await stage.run("backups", "show", "target", "19990101_000000")
      #expect(unknown.code == .notChanged, "\(unknown)")
      #expect(unknown.errors.contains("there is no backup set '19990101_000000' here"), "\(unknown)")
      #expect(unknown.errors.contains("hint: the newest here: \(run)"), "\(unknown)")
      let foreign = try await stage.run("backups", "show", "target", "20200101")
      #expect(foreign.code == .done, "\(foreign)")
      #expect(foreign.output.contains("foreign"), "\(foreign)")
    }
  }

  @Test(arguments: [
    (["backups"], "name a place"), (["backups", "show"], "name a place"),
    (["backups", "show", "target"], "name the run"),
    (["backups", "diff", "target"], "name the run"),
    (["backups", "show", "target", "latest", "more"], "is one word too many"),
    (["backups", "verify", "target", "latest", "more"], "is one word too many"),
    (["backups", "prune"], "name a place"),
    (["backups", "prune", "target", "--keep", "0"], "not a number of sets to keep"),
    (["backups", "show", "target", "latest", "--keep", "1"], "no option '--keep' of backups show"),
    (["backups", "--become", "app", "show", "target"], "'show' has to stand right after 'backups'"),
    (["pull"], "name a place"), (["pull", "target"], "name the files"),
  ])
  func aMistypedCommandSaysWhatIsWrong(words: [String], message: String) async throws {
    let ending = try await Deployctl.run(words)
    #expect(ending.code == .usage, "\(ending)")
    #expect(ending.errors.contains(message), "\(ending)")
    #expect(ending.output.isEmpty)
  }

  @Test func helpKnowsTheWordsOfBackups() async throws {
    let all = try await Deployctl.run(["backups", "--help"])
    #expect(all.output.contains("subcommands:\n  backups show PLACE RUN"), "\(all)")
    for words in [["help", "backups", "prune"], ["backups", "prune", "--help"]] {
      let one = try await Deployctl.run(words)
      #expect(one.code == .done && one.output.hasPrefix("usage: deployctl backups prune PLACE"), "\(one)")
      #expect(one.output.contains("--keep N"), "\(one)")
    }
  }

  @Test func aDifferenceLeadsFromWhatWasSavedToWhatIsThereNow() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let run = try await stage.release([
        "src/a.txt": "a of two\n", "src/b.txt": "b of two\n", "conf/c.txt": "c of two\n",
      ])
      try stage.server.write("a by hand\n", to: "src/a.txt")
      let before = try await stage.server.footprint()
      let now = try await stage.run("backups", "diff", "target", run)
      #expect(now.code == .done, "\(now)")
      #expect(
        now.output.contains("--- \(run)/src/a.txt\n  +++ src/a.txt\n  @@ -1 +1 @@\n  -a of old\n  +a by hand\n"),
        "\(now)")
      #expect(now.output.contains("-b of old\n  +b of two\n"), "\(now)")
      #expect(now.output.contains("--- /dev/null\n  +++ conf/c.txt\n"), "\(now)")
      let one = try await stage.run("backups", "diff", "target", run, "\(stage.server.root)/src/b.txt")
      #expect(one.output.contains("+b of two") && !one.output.contains("src/a.txt"), "\(one)")
      // What the run wrote lies no longer at its place, but among what was last deployed.
      let then = try await stage.run("backups", "diff", "target", run, "--as-run", "src/a.txt")
      #expect(then.output.contains("-a of old\n  +a of two\n"), "\(then)")
      let strange = try await stage.run("backups", "diff", "target", run, "src/x.txt")
      #expect(strange.code == .notChanged, "\(strange)")
      #expect(strange.errors.contains("\(run) did not touch src/x.txt"), "\(strange)")
      #expect(try await stage.server.footprint() == before)
    }
  }

  @Test func aDifferenceThatCannotBeShownSaysWhy() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let large = String(repeating: "0123456789abcde\n", count: 1 << 17)
      try stage.server.write("\0binary\n", to: "src/z.bin")
      let first = try await stage.release([
        "src/a.txt": "a of two\n", "src/large.txt": large, "src/z.bin": "\0other\n", "src/gone.txt": "gone\n",
      ])
      try await Tool.run("/bin/rm", ["\(stage.server.root)/src/gone.txt"])
      try await Tool.run("/bin/ln", ["-s", "/etc/passwd", "\(stage.server.root)/src/gone.txt"])
      let now = try await stage.run("backups", "diff", "target", first)
      #expect(now.output.contains("+++ src/large.txt\n  (no difference to show: larger than 1 MiB)"), "\(now.errors)")
      #expect(now.output.contains("+++ src/z.bin\n  (no difference to show: binary)"), "\(now.errors)")
      #expect(now.output.contains("(no difference to show: src/gone.txt is a symbolic link now)"), "\(now.errors)")
      #expect(!now.output.contains("root:x:0"))
      _ = try await stage.release(["src/a.txt": "a of three\n"])
      let then = try await stage.run("backups", "diff", "target", first, "--as-run", "src/a.txt")
      #expect(then.output.contains("(no difference to show: what the run wrote is not kept any more)"), "\(then)")
    }
  }
}
