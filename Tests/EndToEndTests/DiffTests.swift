import Deploy
import TestSupport
import Testing

/// The step `patch` with a diff.
struct DiffTests {
  private static let old = "import os\n\n\ndef limit():\n    return 10\n\n\ndef name():\n    return 'a'\n"
  private static let new = old.replacing("return 10", with: "return 20")
  /// The host's file: formatted with tabs, with a line of its own.
  private static let drifted = "import os\nimport sys\n\n\ndef limit():\n\treturn 10\n\n\ndef name():\n\treturn 'a'\n"

  /// A repository whose last commit holds the old text, and the diff that git makes of the change.
  private static func repository(_ stage: Stage) async throws -> String {
    let git = ["-C", stage.project, "-c", "user.name=t", "-c", "user.email=t@t"]
    _ = try await Tool.run("/usr/bin/git", ["init", "-q", stage.project])
    try stage.write(old, to: "src/limits.py")
    _ = try await Tool.run("/usr/bin/git", git + ["add", "src/limits.py"])
    _ = try await Tool.run("/usr/bin/git", git + ["commit", "-q", "-m", "old"])
    try stage.write(new, to: "src/limits.py")
    let diff = try await Tool.run("/usr/bin/git", git + ["diff"])
    _ = try await Tool.run("/usr/bin/git", git + ["commit", "-q", "-a", "-m", "new"])
    return diff
  }

  @Test func theBlobOfTheIndexLineIsTheBase() async throws {
    try await Stage.with("target") { stage in
      try stage.write(try await Self.repository(stage), to: "patches/limit.diff")
      try stage.server.write(Self.drifted, to: "src/limits.py")
      try stage.playbook(steps: "  - patch: { diff: patches/limit.diff, validate: \"python3 -m py_compile {}\" }")
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.output.contains("found by three-way"), "\(ending)")
      #expect(try stage.server.read("src/limits.py") == Self.drifted.replacing("return 10", with: "return 20"))
      let again = try await stage.deploy()
      #expect(again.output.contains("nothing to do"), "\(again)")
      #expect(try await stage.run("rollback", "target", "latest", "--yes").code == .done)
      #expect(try stage.server.read("src/limits.py") == Self.drifted)
    }
  }

  @Test func aFileMayBeTheBase() async throws {
    try await Stage.with("target") { stage in
      let diff = try await Self.repository(stage)
      Files.remove("\(stage.project)/.git")
      try stage.write(Self.old, to: "bases/limits.py")
      try stage.server.write(Self.drifted, to: "src/limits.py")
      let text = diff.split(separator: "\n", omittingEmptySubsequences: false).map { "        \($0)" }
        .joined(separator: "\n")
      try stage.playbook(steps: "  - patch:\n      base: bases/limits.py\n      text: |\n\(text)")
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      #expect(try stage.server.read("src/limits.py") == Self.drifted.replacing("return 10", with: "return 20"))
    }
  }

  @Test func whatWasDeployedLastIsTheBaseWhereNothingElseIs() async throws {
    try await Stage.with("target") { stage in
      let diff = try await Self.repository(stage)
      Files.remove("\(stage.project)/.git")
      try stage.write(Self.old, to: "src/limits.py")
      try stage.playbook(steps: "  - copy: src/limits.py")
      #expect(try await stage.deploy().code == .done)
      try stage.server.write(Self.drifted, to: "src/limits.py")
      try stage.write(diff, to: "patches/limit.diff")
      try stage.playbook(steps: "  - patch: { diff: patches/limit.diff }")
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      #expect(try stage.server.read("src/limits.py") == Self.drifted.replacing("return 10", with: "return 20"))
    }
  }

  @Test func filesAreMadeRemovedRenamedAndMadeRunnable() async throws {
    try await Stage.with("target") { stage in
      try stage.write(
        """
        diff --git a/lib/new.py b/lib/new.py
        new file mode 100755
        --- /dev/null
        +++ b/lib/new.py
        @@ -0,0 +1 @@
        +print('new')
        diff --git a/gone.py b/gone.py
        deleted file mode 100644
        --- a/gone.py
        +++ /dev/null
        @@ -1 +0,0 @@
        -print('gone')
        diff --git a/before.py b/after.py
        similarity index 100%
        rename from before.py
        rename to after.py
        diff --git a/run.sh b/run.sh
        old mode 100644
        new mode 100755

        """, to: "patches/files.diff")
      let server = stage.server
      try server.write("print('gone')\n", to: "gone.py")
      try server.write("print('moved')\n", to: "before.py", mode: 0o640)
      try server.write("echo\n", to: "run.sh")
      let before = try server.tree()
      try stage.playbook(steps: "  - patch: { diff: patches/files.diff }")
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      #expect(try server.read("lib/new.py") == "print('new')\n")
      #expect(!server.exists("gone.py") && !server.exists("before.py"))
      #expect(try server.read("after.py") == "print('moved')\n")
      #expect(
        try await Tool.run(
          "/usr/bin/stat",
          ["-c", "%a", "\(server.root)/run.sh", "\(server.root)/lib/new.py", "\(server.root)/after.py"])
          == "755\n755\n640\n")
      let again = try await stage.deploy()
      #expect(again.output.contains("nothing to do"), "\(again)")
      #expect(try await stage.run("rollback", "target", "latest", "--yes").code == .done)
      #expect(try server.tree() == before)
    }
  }

  @Test func oneFileThatIsNotWhatItShouldBeKeepsAllUnchanged() async throws {
    try await Stage.with("target") { stage in
      try stage.write(
        "--- a/one\n+++ b/one\n@@ -1 +1 @@\n-a\n+b\n--- a/two\n+++ /dev/null\n@@ -1 +0,0 @@\n-two\n", to: "p.diff")
      try stage.server.write("a\n", to: "one")
      try stage.server.write("another two\n", to: "two")
      try stage.write("a\n", to: "base")
      try stage.playbook(steps: "  - patch: { diff: p.diff, base: base }")
      let before = try await stage.server.footprint()
      let ending = try await stage.deploy()
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("two is conflicting"), "\(ending)")
      #expect(try await stage.server.footprint() == before)
    }
  }

  @Test func aDiffThatCannotBeReadIsSaidBeforeAnyHostIsAsked() async throws {
    try await Stage.with("target") { stage in
      try stage.write("--- a/one\n+++ b/one\n@@ -1,2 +1 @@\n-a\n+b\n", to: "p.diff")
      try stage.playbook(steps: "  - patch: { diff: p.diff }")
      await stage.server.stop()
      let ending = try await stage.deploy()
      #expect(ending.code == .usage, "\(ending)")
      #expect(ending.errors.contains("p.diff:5"), "\(ending)")
      try stage.write("--- a/../one\n+++ b/../one\n@@ -1 +1 @@\n-a\n+b\n", to: "p.diff")
      #expect(try await stage.deploy().code == .usage)
    }
  }

  /// Each part sees what those before it made of the file.
  @Test func twoPartsAboutOneFileAreBothDone() async throws {
    try await Stage.with("target") { stage in
      let lines = (1...9).map { "line \($0)\n" }
      func part(_ number: Int) -> String {
        "--- a/f\n+++ b/f\n@@ -\(number - 1),3 +\(number - 1),3 @@\n line \(number - 1)\n-line \(number)\n+new \(number)\n line \(number + 1)\n"
      }
      try stage.write(part(2) + part(7), to: "p.diff")
      try stage.server.write(lines.joined(), to: "f")
      try stage.playbook(steps: "  - patch: { diff: p.diff }")
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      let wanted = lines.joined().replacing("line 2", with: "new 2").replacing("line 7", with: "new 7")
      #expect(try stage.server.read("f") == wanted)
      #expect(try await stage.deploy().output.contains("nothing to do"))
    }
  }

  @Test func aPlainDiffWithTwoNamesIsAboutTheOneThatIsThere() async throws {
    try await Stage.with("target") { stage in
      try stage.write("--- app.py.orig\n+++ app.py\n@@ -1 +1 @@\n-a\n+b\n", to: "p.diff")
      try stage.server.write("a\n", to: "app.py")
      try stage.playbook(steps: "  - patch: { diff: p.diff }")
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      #expect(try stage.server.read("app.py") == "b\n")
      #expect(!stage.server.exists("app.py.orig"))
      try stage.server.write("a\n", to: "app.py.orig")
      let both = try await stage.deploy()
      #expect(both.code == .notChanged && both.output.contains("both are there"), "\(both)")
    }
  }

  @Test func aLinkInADiffIsRefusedBeforeAnyHostIsAsked() async throws {
    try await Stage.with("target") { stage in
      try stage.write(
        "diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+there\n\\ No newline at end of file\n",
        to: "p.diff")
      try stage.playbook(steps: "  - patch: { diff: p.diff }")
      await stage.server.stop()
      let ending = try await stage.deploy()
      #expect(ending.code == .usage && ending.errors.contains("a link or a submodule"), "\(ending)")
    }
  }

  @Test func aRenameThatWasDoneWithoutItsModeIsCompleted() async throws {
    try await Stage.with("target") { stage in
      try stage.write(
        "diff --git a/run b/start\nold mode 100644\nnew mode 100755\nsimilarity index 100%\nrename from run\nrename to start\n",
        to: "p.diff")
      try stage.server.write("#!/bin/sh\n", to: "start", mode: 0o644)
      try stage.playbook(steps: "  - patch: { diff: p.diff }")
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      let mode = try await Tool.run("/usr/bin/stat", ["-c", "%a", "\(stage.server.root)/start"])
      #expect(mode == "755\n")
      #expect(try await stage.deploy().output.contains("nothing to do"))
    }
  }

  /// As on this machine: what a recipe of make lacks is not a matter of looks.
  @Test func theDepthOfARecipeOfMakeCounts() async throws {
    try await Stage.with("target") { stage in
      try stage.write(
        "--- a/Makefile\n+++ b/Makefile\n@@ -1,3 +1,4 @@\n all:\n \tone\n+\ttwo\n \tthree\n", to: "p.diff")
      try stage.server.write("all:\n\tone\ntwo\n\tthree\n", to: "Makefile")
      try stage.playbook(steps: "  - patch: { diff: p.diff }")
      let ending = try await stage.deploy()
      #expect(!ending.output.contains("applied already"), "\(ending)")
    }
  }
}
