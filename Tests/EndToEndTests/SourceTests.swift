import Deploy
import Glibc
import Plan
import TestSupport
import Testing

/// Contents that come from a commit and not from the working tree.
struct SourceTests {
  private let steps = """
      - copy: src/a.txt
      - template: { from: conf/t, to: t.txt }
    """

  /// A project in git with the tag v1, changed in a second commit and then in the working tree.
  private func with(_ body: (Stage) async throws -> Void) async throws {
    try await Stage.with("target") { stage in
      func git(_ words: String...) async throws {
        try await Tool.run(
          "/usr/bin/git", ["-C", stage.project, "-c", "user.name=Anna", "-c", "user.email=anna@example.com"] + words)
      }
      try stage.playbook(steps: steps)
      for (number, name) in ["one", "two"].enumerated() {
        try stage.write("\(name)\n", to: "src/a.txt")
        try stage.write("\(name) ${word\(number + 1)}\n", to: "conf/t")
        if number == 0 { try await git("init", "-q", "-b", "main") }
        try await git("add", "-A")
        try await git("commit", "-q", "-m", name)
        try await git("tag", "v\(number + 1)")
      }
      try stage.write("edited\n", to: "src/a.txt")
      try await body(stage)
    }
  }

  @Test func aPlaybookThatNamesARevisionDeploysThat() async throws {
    try await with { stage in
      let text = try Files.read("\(stage.project)/playbooks/site.yml")
      try stage.write(
        text.replacing("steps:\n", with: "vars: { word1: w1, word2: w2 }\nsource: { git: v1 }\nsteps:\n"),
        to: "playbooks/site.yml")
      let first = try await stage.deploy()
      #expect(first.code == .done, "\(first)")
      #expect(
        first.errors.contains("playbooks/site.yml: contents come from v1 (")
          && first.errors.contains("which is not as that"),
        "\(first)")
      #expect(try stage.server.read("src/a.txt") == "one\n")
      #expect(try stage.server.read("t.txt") == "one w1\n")
      let shown = try await stage.run("show", "target", try #require(first.run))
      #expect(
        shown.output.contains(" (v1) by Anna <anna@example.com>, with changes that were not committed"), "\(shown)")

      let second = try await stage.run("deploy", "playbooks/site.yml", "--yes", "--rev", "v2")
      #expect(second.code == .done, "\(second)")
      #expect(try stage.server.read("src/a.txt") == "two\n")
      #expect(try stage.server.read("t.txt") == "two w2\n")
    }
  }

  @Test func aFolderOfARevisionIsWhatTheCommitHas() async throws {
    try await with { stage in
      try stage.playbook(steps: "  - copy: { from: src, to: app }")
      try stage.write("new\n", to: "src/untracked.txt")
      let ending = try await stage.run("deploy", "playbooks/site.yml", "--yes", "--rev", "v1")
      #expect(ending.code == .done, "\(ending)")
      #expect(try stage.server.read("app/a.txt") == "one\n")
      #expect(!Files.exists("\(stage.server.root)/app/untracked.txt"))
    }
  }

  @Test func whatWasForgottenToBeCommittedIsSaid() async throws {
    try await with { stage in
      try stage.playbook(steps: "  - copy: { from: src, to: app, exclude: '*.log' }")
      try stage.write("two\n", to: "src/a.txt")
      try stage.write("*.o\n", to: ".gitignore")
      for name in ["noise.log", "built.o"] { try stage.write("x\n", to: "src/\(name)") }
      let clean = try await stage.run("check", "playbooks/site.yml", "--rev", "v2")
      #expect(clean.errors.contains("contents come from v2 (") && !clean.errors.contains("not as that"), "\(clean)")
      try stage.write("new\n", to: "src/new.txt")
      let new = try await stage.run("check", "playbooks/site.yml", "--rev", "v2")
      #expect(new.errors.contains("not from the working tree, which is not as that"), "\(new)")
    }
  }

  @Test func aTreeThatLacksAFileIsNotThatOfItsCommit() async throws {
    try await Stage.withApp { stage in
      try stage.playbook(steps: "  - copy: { from: app, to: site }")
      try await stage.commit("plain")
      let whole = try await stage.deploy()
      let told = try await stage.run("show", "target", try #require(whole.run))
      #expect(!told.output.contains("not committed"), "\(told)")
      Files.remove("\(stage.project)/app/gone")
      try stage.write("more\n", to: "app/a.md")
      try await stage.git("commit", "-q", "-m", "more", "app/a.md")
      let partial = try await stage.deploy()
      let shown = try await stage.run("show", "target", try #require(partial.run))
      #expect(shown.output.contains("with changes that were not committed"), "\(shown)")
    }
  }

  @Test func whatACommitMakesAProgramBecomesOne() async throws {
    try await Stage.withApp { stage in
      let steps = "  - copy: { from: app, to: site }\n  - template: { from: app/tool, to: filled }"
      try stage.playbook(steps: steps)
      try await stage.commit("plain")
      try #require(try await stage.deployHead().code == .done)
      try #require(chmod("\(stage.server.root)/site/keep", 0o744) == 0)
      try #require(chmod("\(stage.server.root)/site/tool", 0o640) == 0)
      try stage.write("tool one\n", to: "app/tool", mode: 0o755)
      try await stage.commit("a program")
      let ending = try await stage.deployHead()
      #expect(ending.output.contains("0640 to 0750"), "\(ending)")
      #expect(access("\(stage.server.root)/site/tool", X_OK) == 0)
      #expect(access("\(stage.server.root)/filled", X_OK) == 0)
      // What the server made one is its own matter.
      #expect(access("\(stage.server.root)/site/keep", X_OK) == 0)
      let nothing = try await stage.deployHead()
      #expect(nothing.output.contains("nothing to do"), "\(nothing)")
    }
  }

  @Test(arguments: ["copy: src/big.bin", "copy: { from: src, to: app }"])
  func whatGitLFSHasIsNotDeployedAsItsPointer(_ step: String) async throws {
    try await Stage.with("target") { stage in
      try stage.write("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n", to: "src/big.bin")
      try stage.playbook(steps: "  - \(step)")
      let ending = try await stage.deploy()
      #expect(ending.code == .usage, "\(ending)")
      #expect(ending.errors.contains("src/big.bin is a pointer of git-lfs, not the content"), "\(ending)")
      #expect(ending.errors.contains("git lfs pull"), "\(ending)")
    }
  }

  /// Such a tree is read while the host is asked already.
  @Test(arguments: [
    ["deploy", "--yes", "playbooks/site.yml"], ["check", "playbooks/site.yml"],
    ["check", "playbooks/fine.yml", "playbooks/site.yml"],
    ["check", "--offline", "playbooks/fine.yml", "playbooks/site.yml"],
  ])
  func whatIsWrongWithAFileOfALargeTreeIsToldOnce(_ words: [String]) async throws {
    try await Stage.with("one", "two") { stage in
      for number in 0..<Survey.leastPaths { try stage.write("\(number)\n", to: "src/f\(number)") }
      try stage.write("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n", to: "src/big.bin")
      try stage.playbook(hosts: "[one, two]", steps: "  - copy: { from: src, to: app }")
      try stage.write("fine\n", to: "fine")
      try stage.playbook("fine", hosts: "[one, two]", steps: "  - copy: fine")
      let ending = try await stage.start(words).ending()
      #expect(ending.code == .usage, "\(ending)")
      let told = ending.errors.split(separator: "\n").filter { $0.contains("src/big.bin is a pointer of git-lfs") }
      #expect(told.count == 1, "\(ending)")
      #expect(ending.output.isEmpty, "\(ending)")
    }
  }

  @Test func aPlanHoldsToTheRevisionItWasMadeOf() async throws {
    try await with { stage in
      let words = ["-e", "word1=w1"]
      let plan = try await stage.start(
        ["plan", "playbooks/site.yml", "--rev", "v1", "-o", "plan.json"] + words
      ).ending()
      #expect(plan.code == .done || plan.code == .pending, "\(plan)")
      let done = try await stage.start(["apply", "plan.json", "--yes"] + words).ending()
      #expect(done.code == .done, "\(done)")
      #expect(try stage.server.read("src/a.txt") == "one\n")
    }
  }

  @Test func whatTheRevisionDoesNotHaveIsAnErrorWithItsPlace() async throws {
    try await with { stage in
      let unknown = try await stage.run("check", "playbooks/site.yml", "--rev", "v9")
      #expect(unknown.code == .usage, "\(unknown)")
      #expect(
        unknown.errors.contains("--rev: the repository has no revision 'v9' (bring it here: git fetch --tags)"),
        "\(unknown)")
      try stage.playbook(steps: "  - copy: src/new.txt")
      try stage.write("new\n", to: "src/new.txt")
      let missing = try await stage.run("check", "playbooks/site.yml", "--rev", "v1")
      #expect(missing.code == .usage, "\(missing)")
      #expect(missing.errors.contains("playbooks/site.yml:5:11: error: cannot read 'src/new.txt': v1 ("), "\(missing)")
      #expect(missing.errors.contains(") has no such file"), "\(missing)")
    }
  }
}
