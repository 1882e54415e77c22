import Deploy
import TestSupport
import Testing

struct PullTests {
  @Test(arguments: [["target", "src/a.txt"], ["playbooks/site.yml", "src/a.txt"], ["playbooks/site.yml"]])
  func anEditOnTheServerComesHome(_ words: [String]) async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try #require(try await stage.deploy().code == .done)
      try stage.server.write("a by hand\n", to: "src/a.txt")
      try stage.write("a of new\n", to: "src/a.txt", mode: 0o755)
      let before = try await stage.server.footprint()
      let unasked = try await stage.start(["pull"] + words).ending()
      #expect(unasked.code == .usage, "\(unasked)")
      #expect(unasked.errors.contains("there is no terminal to ask on: add --yes to write it"), "\(unasked)")
      #expect(
        unasked.output.contains(
          "  --- src/a.txt\n  +++ target:\(stage.server.root)/src/a.txt\n  @@ -1 +1 @@\n  -a of new\n  +a by hand\n"),
        "\(unasked)")
      #expect(try Files.read("\(stage.project)/src/a.txt") == "a of new\n")
      let ending = try await stage.start(["pull"] + words + ["--yes"]).ending()
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.output.hasSuffix("wrote src/a.txt\n"), "\(ending)")
      #expect(try Files.read("\(stage.project)/src/a.txt") == "a by hand\n")
      let mode = try await Tool.run("/usr/bin/stat", ["-c", "%a", "\(stage.project)/src/a.txt"])
      #expect(mode == "755\n")
      #expect(try Files.read("\(stage.project)/src/b.txt") == "b of new\n")
      #expect(try await stage.server.footprint() == before)
      let again = try await stage.start(["pull"] + words + ["--yes"]).ending()
      #expect(again.code == .done && again.output.contains("nothing to bring home"), "\(again)")
    }
  }

  @Test func aDestinationLeadsBackToItsSource() async throws {
    try await Stage.with("target") { stage in
      try stage.server.write("# by hand\n", to: "etc/app.conf")
      try stage.write("# ours\n", to: "conf/app.conf.live")
      try stage.playbook(steps: "  - copy: { from: conf/app.conf.live, to: etc/app.conf }")
      for word in ["conf/app.conf.live", "etc/app.conf", "\(stage.server.root)/etc/app.conf"] {
        try stage.write("# ours\n", to: "conf/app.conf.live")
        let ending = try await stage.run("pull", "playbooks/site.yml", word, "--yes")
        #expect(ending.code == .done, "\(ending)")
        #expect(try Files.read("\(stage.project)/conf/app.conf.live") == "# by hand\n", "\(word)")
      }
      #expect(!Files.exists("\(stage.project)/etc"))
      // Nobody knows which one is newer, so it does not come by itself.
      try stage.write("# ours\n", to: "conf/app.conf.live")
      let all = try await stage.run("pull", "playbooks/site.yml", "--yes")
      #expect(all.output.contains("app.conf differs, and was never deployed"), "\(all)")
      #expect(try Files.read("\(stage.project)/conf/app.conf.live") == "# ours\n")
    }
  }

  @Test func aLargeFileAndANewOneComeWhole() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let large = String(repeating: "a line of a large file\n", count: 500_000)
      try stage.server.write(large, to: "data/large.txt")
      try stage.server.write("#!/bin/sh\n", to: "bin/tool", mode: 0o750)
      try stage.server.write("", to: "src/empty.txt")
      let ending = try await stage.run(
        "pull", "target:\(stage.server.root)", "data/large.txt", "bin/tool", "src/empty.txt", "src/b.txt", "--yes")
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.output.contains("(no difference to show: 11500000 bytes, too large)"), "\(ending)")
      #expect(try Files.read("\(stage.project)/data/large.txt") == large)
      #expect(try Files.read("\(stage.project)/src/empty.txt") == "")
      #expect(try Files.read("\(stage.project)/src/b.txt") == "b of old\n")
      let modes = try await Tool.run(
        "/usr/bin/stat", ["-c", "%a", "\(stage.project)/bin/tool", "\(stage.project)/data/large.txt"])
      #expect(modes == "755\n644\n")
      let names = Files.names(in: Array("\(stage.project)/data".utf8))
      #expect(names == [Array("large.txt".utf8)])
    }
  }

  @Test func aHostileNameIsAName() async throws {
    try await Stage.with("target") { stage in
      let names = ["it's \"quoted\"", "line\nbreak", "-rf", "$(touch pwned)", " "]
      for name in names { try stage.server.write("of the server: \(name)\n", to: "src/\(name)") }
      try stage.server.write("at the top\n", to: "--yes")
      let command = ["pull", "target:\(stage.server.root)"] + names.map { "src/\($0)" }
      let ending = try await Deployctl.run(
        command + ["-F", stage.sshConfig, "-y", "--", "--yes"], in: stage.project)
      #expect(ending.code == .done, "\(ending)")
      for name in names {
        #expect(try Files.read("\(stage.project)/src/\(name)") == "of the server: \(name)\n")
      }
      #expect(try Files.read("\(stage.project)/--yes") == "at the top\n")
      #expect(!Files.exists("\(stage.server.root)/pwned") && !Files.exists("\(stage.project)/pwned"))
    }
  }

  @Test func anAnswerOfNoWritesNothing() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let command = [Deployctl.path, "pull", "target:\(stage.server.root)", "src/a.txt", "-F", stage.sshConfig]
      let no = try await RunningCommand(Typist.words(answering: "n", command), in: stage.project).ending()
      #expect(no.code == .usage && no.output.contains("declined; nothing was written"), "\(no)")
      #expect(try Files.read("\(stage.project)/src/a.txt") == "a of new\n")
      let yes = try await RunningCommand(Typist.words(answering: "y", command), in: stage.project).ending()
      #expect(yes.code == .done, "\(yes)")
      #expect(try Files.read("\(stage.project)/src/a.txt") == "a of old\n")
    }
  }

  @Test func whatIsNoFileIsRefused() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try Files.makeFolder("\(stage.server.root)/folder")
      try await Tool.run("/bin/ln", ["-s", "/etc/passwd", "\(stage.server.root)/link"])
      try await Tool.run("/usr/bin/mkfifo", ["\(stage.server.root)/pipe"])
      let place = "target:\(stage.server.root)"
      let ending = try await stage.run("pull", place, "folder", "link", "pipe", "nothing", "src/b.txt", "--yes")
      #expect(ending.code == .notChanged, "\(ending)")
      for words in [
        "/folder: it is a folder", "/link: it is a symbolic link", "/pipe: it is not", "/nothing: it is not there",
      ] {
        #expect(ending.output.contains(words), "\(words): \(ending)")
      }
      #expect(try Files.read("\(stage.project)/src/b.txt") == "b of old\n")
      let outside = try await stage.run("pull", place, "/etc/passwd", "--yes")
      #expect(outside.code == .notChanged, "\(outside)")
      #expect(outside.errors.contains("'/etc/passwd' is not below the root"), "\(outside)")
      let above = try await stage.run("pull", place, "../x", "--yes")
      #expect(above.errors.contains("leaves the root"), "\(above)")
    }
  }

  @Test func aLinkInTheWorkingTreeStaysOne() async throws {
    try await Stage.with("target") { stage in
      try stage.server.write("by hand\n", to: "src/a.txt")
      try stage.write("ours\n", to: "shared/a.txt")
      try Files.makeFolder("\(stage.project)/src")
      try await Tool.run("/bin/ln", ["-s", "../shared/a.txt", "\(stage.project)/src/a.txt"])
      let ending = try await stage.run("pull", "target:\(stage.server.root)", "src/a.txt", "--yes")
      #expect(ending.code == .done, "\(ending)")
      #expect(try Files.read("\(stage.project)/shared/a.txt") == "by hand\n")
      try await Tool.run("/usr/bin/test", ["-L", "\(stage.project)/src/a.txt"])
    }
  }

  @Test func hostsWithDifferentVersionsAreNotMixed() async throws {
    try await Stage.with("one", "two") { stage in
      for path in ["src/a.txt", "src/b.txt"] { try stage.write("old\n", to: path) }
      try stage.playbook(hosts: "[one, two]", steps: "  - copy: [src/a.txt, src/b.txt]")
      try #require(try await stage.deploy().code == .done)
      for server in stage.servers {
        try server.write("a by hand on \(server.name)\n", to: "src/a.txt")
        try server.write("b by hand\n", to: "src/b.txt")
      }
      let ending = try await stage.run("pull", "playbooks/site.yml", "--yes")
      #expect(ending.code == .usage, "\(ending)")
      #expect(ending.errors.contains("differ, and both belong to src/a.txt: pull one of them"), "\(ending)")
      #expect(try Files.read("\(stage.project)/src/a.txt") == "old\n")
      #expect(try Files.read("\(stage.project)/src/b.txt") == "b by hand\n")
      let one = try await stage.run("pull", "two:\(stage.servers[1].root)", "src/a.txt", "--yes")
      #expect(one.code == .done, "\(one)")
      #expect(try Files.read("\(stage.project)/src/a.txt") == "a by hand on two\n")
    }
  }
}
