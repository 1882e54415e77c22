import Deploy
import Glibc
import TestSupport
import Testing

/// `deployctl patch` on files of this machine.
final class PatchFilesTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  deinit { folder.remove() }

  private func patch(_ diff: String, _ words: [String] = []) async throws -> Ending {
    try folder.write(diff, to: "fix.diff")
    return try await Deployctl.run(["patch", "--diff", "fix.diff"] + words, in: folder.path)
  }

  private func mode(_ name: String) -> mode_t {
    var status = stat()
    return lstat(folder.path(name), &status) == 0 ? status.st_mode & 0o7777 : 0
  }

  private func exists(_ name: String) -> Bool {
    var status = stat()
    return lstat(folder.path(name), &status) == 0
  }

  /// Nothing but what is named, so no passing file stays behind.
  private func names() throws -> Set<String> {
    let listing = try #require(opendir(folder.path))
    defer { closedir(listing) }
    var names: Set<String> = []
    while let entry = readdir(listing) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.insert(name) }
    }
    return names
  }

  private static let old = "first line\nsecond line\nthird line\n"
  private static let new = "first line\nsecond changed\nthird line\n"

  /// git knows the text that the diff was made against, and takes it for more than the lines around a change.
  @Test(arguments: [[], ["--reverse"]])
  func theBaseIsLookedUpByTheIndexLine(_ words: [String]) async throws {
    let git = ["-C", folder.path, "-c", "user.name=t", "-c", "user.email=t@t"]
    let (old, new) = (Self.old + "the end\n", Self.new + "the end\n")
    try folder.write(old, to: "a.txt")
    _ = try await Tool.run("/usr/bin/git", ["init", "-q", folder.path])
    _ = try await Tool.run("/usr/bin/git", git + ["add", "a.txt"])
    _ = try await Tool.run("/usr/bin/git", git + ["commit", "-q", "-m", "old"])
    try folder.write(new, to: "a.txt")
    let diff = try await Tool.run("/usr/bin/git", git + ["diff", "-U1"])
    _ = try await Tool.run("/usr/bin/git", git + ["commit", "-q", "-a", "-m", "new"])
    let drifted = "a line of the server\n"
    try folder.write(drifted + (words.isEmpty ? old : new), to: "a.txt")
    let ending = try await patch(diff, words)
    #expect(ending.code == .done, "\(ending)")
    #expect(ending.output.contains("three-way"), "\(ending)")
    #expect(try folder.read("a.txt") == drifted + (words.isEmpty ? new : old))
    try folder.write(drifted + (words.isEmpty ? old : new), to: "a.txt")
    Files.remove(folder.path(".git"))
    #expect(try await !patch(diff, words + ["--check"]).output.contains("three-way"))
  }

  @Test func aFolderThatIsNoRepositoryHasNoBases() async throws {
    try folder.write(Self.old, to: "a.txt")
    let ending = try await patch(Self.edit("a.txt"), ["--repo", "."])
    #expect(ending.code == .usage)
    #expect(ending.errors.contains("it is in no git repository"), "\(ending)")
  }

  private static func edit(_ name: String) -> String {
    """
    diff --git a/\(name) b/\(name)
    index 1111111..2222222 100644
    --- a/\(name)
    +++ b/\(name)
    @@ -1,3 +1,3 @@
     first line
    -second line
    +second changed
     third line

    """
  }

  private static let withNewFile = """
    --- /dev/null
    +++ b/new/deep/file.txt
    @@ -0,0 +1,2 @@
    +hello there
    +and goodbye

    """

  @Test func aFileIsPatchedWhereItIsAndKeepsItsMode() async throws {
    try folder.write(Self.old, to: "a.txt", mode: 0o750)
    var ending = try await patch(Self.edit("a.txt"))
    #expect(ending.code == .done, "\(ending)")
    #expect(try folder.read("a.txt") == Self.new)
    #expect(mode("a.txt") == 0o750)
    #expect(try names() == ["a.txt", "fix.diff"])
    ending = try await patch(Self.edit("a.txt"))
    #expect(ending.code == .done)
    #expect(ending.output.hasPrefix("a.txt: already-applied"))
    ending = try await patch(Self.edit("a.txt"), ["--reverse"])
    #expect(ending.code == .done)
    #expect(try folder.read("a.txt") == Self.old)
  }

  /// Somebody else's file stays theirs when root patches it.
  @Test(.enabled(if: getuid() == 0)) func theOwnerStays() async throws {
    try folder.write(Self.old, to: "a.txt", mode: 0o640)
    #expect(chown(folder.path("a.txt"), 1234, 2345) == 0)
    #expect(try await patch(Self.edit("a.txt")).code == .done)
    var status = stat()
    #expect(stat(folder.path("a.txt"), &status) == 0)
    #expect((status.st_uid, status.st_gid) == (1234, 2345))
    #expect(mode("a.txt") == 0o640)
  }

  @Test func checkAndOutputLeaveTheFile() async throws {
    try folder.write(Self.old, to: "a.txt", mode: 0o700)
    #expect(try await patch(Self.edit("a.txt"), ["--check"]).code == .done)
    #expect(try folder.read("a.txt") == Self.old)
    #expect(try await patch(Self.edit("a.txt"), ["-o", "out.txt"]).code == .done)
    #expect(try folder.read("a.txt") == Self.old)
    #expect(try folder.read("out.txt") == Self.new)
    #expect(mode("out.txt") == 0o700)
    let gone = "--- a/a.txt\n+++ /dev/null\n@@ -1,3 +0,0 @@\n-first line\n-second line\n-third line\n"
    #expect(try await patch(gone, ["-o", "other.txt"]).code == .usage)
    #expect(try folder.read("a.txt") == Self.old)
  }

  @Test func newAndRemovedFilesAndTheWayBack() async throws {
    let gone = "--- a/b.txt\n+++ /dev/null\n@@ -1,3 +0,0 @@\n-first line\n-second line\n-third line\n"
    try folder.write(Self.old, to: "a.txt")
    try folder.write(Self.old, to: "b.txt")
    let diff = Self.edit("a.txt") + gone + Self.withNewFile
    #expect(try await patch(diff).code == .done)
    #expect(try folder.read("new/deep/file.txt") == "hello there\nand goodbye\n")
    #expect(!exists("b.txt"))
    #expect(try await patch(diff).code == .done)
    #expect(try await patch(diff, ["-R"]).code == .done)
    #expect(try folder.read("a.txt") == Self.old)
    #expect(try folder.read("b.txt") == Self.old)
    #expect(!exists("new/deep/file.txt"))
  }

  /// One part that does not fit keeps all others from being written.
  @Test(arguments: [
    "--- a/missing.txt\n+++ b/missing.txt\n@@ -1 +1 @@\n-old text here\n+new text here\n",
    "--- a/folder\n+++ b/folder\n@@ -1 +1 @@\n-old text here\n+new text here\n",
    "--- a/drifted.txt\n+++ b/drifted.txt\n@@ -1 +1 @@\n-old text here\n+new text here\n",
    "--- a/binary\n+++ b/binary\n@@ -1 +1 @@\n-old text here\n+new text here\n",
    "--- /dev/null\n+++ b/drifted.txt\n@@ -0,0 +1 @@\n+old text here\n",
    "--- a/drifted.txt\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-quite other\n",
    "--- a/../out.txt\n+++ b/../out.txt\n@@ -1 +1 @@\n-old text here\n+new text here\n",
    "--- a/aside/out.txt\n+++ b/aside/out.txt\n@@ -1 +1 @@\n-nameserver\n+new text here\n",
    "--- a/dangling\n+++ b/dangling\n@@ -0,0 +1 @@\n+new text here\n",
    "--- a/.git/config\n+++ b/.git/config\n@@ -0,0 +1 @@\n+new text here\n",
    "--- a/drifted.txt/below\n+++ b/drifted.txt/below\n@@ -0,0 +1 @@\n+new text here\n",
    "diff --git a/x b/x\nnew file mode 120000\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+/etc/passwd\n\\ No newline at end of file\n",
    "diff --git a/p.png b/p.png\nindex 1111111..2222222 100644\nBinary files a/p.png and b/p.png differ\n",
    "diff --git a/c.txt b/c.txt\nindex 1111111..2222222 100644\n",
    "diff --git a/c.txt b/drifted.txt\nsimilarity index 100%\nrename from c.txt\nrename to drifted.txt\n",
  ])
  func nothingIsWrittenUnlessAllOfItCanBe(_ bad: String) async throws {
    try folder.write(Self.old, to: "a.txt")
    try folder.write(Self.old, to: "c.txt")
    try folder.write("quite other\nlines in here\n", to: "drifted.txt")
    _ = try folder.write([0, 1, 2, 10], to: "binary")
    #expect(mkdir(folder.path("folder"), 0o755) == 0)
    #expect(symlink("/etc", folder.path("aside")) == 0)
    #expect(symlink("nowhere", folder.path("dangling")) == 0)
    let before = try names().union(["fix.diff"])
    for diff in [Self.withNewFile + Self.edit("a.txt") + bad, bad + Self.withNewFile + Self.edit("a.txt")] {
      let ending = try await patch(diff)
      #expect(ending.code == .finding || ending.code == .usage, "\(ending)")
      #expect(try folder.read("a.txt") == Self.old)
      #expect(try folder.read("c.txt") == Self.old)
      #expect(try folder.read("drifted.txt") == "quite other\nlines in here\n")
      #expect(try names() == before)
    }
  }

  /// A file that something is mounted on cannot be renamed over, which shows when the first one has been replaced.
  @Test(.enabled(if: getuid() == 0)) func whatFailsInTheMiddleIsUndone() async throws {
    try folder.write(Self.old, to: "a.txt", mode: 0o741)
    try folder.write(Self.old, to: "b.txt")
    try folder.write(Self.withNewFile + Self.edit("a.txt") + Self.edit("b.txt"), to: "fix.diff")
    // The mount is one of this command alone, and goes with it.
    let script = "mount --bind b.txt b.txt && exec \"$0\" patch --diff fix.diff"
    let ending = try await RunningCommand(["unshare", "-m", "sh", "-c", script, Deployctl.path], in: folder.path)
      .ending()
    #expect(ending.code == .usage, "\(ending)")
    #expect(ending.errors.contains("b.txt: Device or resource busy"), "\(ending)")
    #expect(try folder.read("a.txt") == Self.old)
    #expect(mode("a.txt") == 0o741)
    #expect(try folder.read("b.txt") == Self.old)
    #expect(try names() == ["a.txt", "b.txt", "fix.diff"])
  }

  /// What is to be a file and a folder too fails before anything is replaced.
  @Test func aClashOfNamesChangesNothing() async throws {
    try folder.write(Self.old, to: "a.txt")
    let clash = "--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+one\n--- /dev/null\n+++ b/n/y\n@@ -0,0 +1 @@\n+two\n"
    #expect(try await patch(Self.edit("a.txt") + clash).code == .usage)
    #expect(try folder.read("a.txt") == Self.old)
    #expect(try names() == ["a.txt", "fix.diff"])
  }

  /// The file is there and the diff fits it, but it is none of this folder's; who names it may patch it.
  @Test func aNameInADiffNeverLeadsOut() async throws {
    let other = try ScratchFolder()
    defer { other.remove() }
    try other.write(Self.old, to: "out.txt")
    #expect(symlink(other.path, folder.path("aside")) == 0)
    #expect(symlink(other.path("out.txt"), folder.path("link.txt")) == 0)
    let sibling = other.path.split(separator: "/").last ?? ""
    for (name, strip) in [
      ("../\(sibling)/out.txt", "1"), ("aside/out.txt", "1"), ("link.txt", "1"),
      (other.path("out.txt").dropFirst().description, "0"),
    ] {
      let diff = Self.edit(name).replacing(strip == "0" ? " a/" : " ", with: strip == "0" ? " /" : " ")
        .replacing(strip == "0" ? " b/" : " ", with: strip == "0" ? " /" : " ")
      let ending = try await patch(diff, ["--strip", strip])
      #expect(ending.code == .usage && ending.errors.contains("leads out of this folder"), "\(ending)")
      #expect(try other.read("out.txt") == Self.old)
    }
    #expect(try await patch(Self.edit("x"), ["aside/out.txt"]).code == .done)
    #expect(try other.read("out.txt") == Self.new)
  }

  @Test func aDiffMayChangeOneFileTwice() async throws {
    try folder.write(Self.old, to: "a.txt")
    let second = Self.edit("a.txt").replacing("-second line", with: "-second changed")
      .replacing("+second changed", with: "+second again")
      .replacing("-third", with: " third")
    #expect(try await patch(Self.edit("a.txt") + second).code == .done)
    #expect(try folder.read("a.txt") == "first line\nsecond again\nthird line\n")
  }

  @Test func renamesAndModesAreDoneOnce() async throws {
    try folder.write(Self.old, to: "a.txt", mode: 0o644)
    let diff = """
      diff --git a/a.txt b/b.txt
      old mode 100644
      new mode 100755
      similarity index 90%
      rename from a.txt
      rename to b.txt

      """
      + Self.edit("a.txt").split(separator: "\n").dropFirst(2).joined(separator: "\n")
      .replacing("+++ b/a.txt", with: "+++ b/b.txt") + "\n"
    var ending = try await patch(diff)
    #expect(ending.code == .done, "\(ending)")
    #expect(ending.output.contains("  renamed to b.txt\n") && ending.output.contains("  made executable\n"))
    #expect(!exists("a.txt"))
    #expect(try folder.read("b.txt") == Self.new)
    #expect(mode("b.txt") == 0o755)
    ending = try await patch(diff)
    #expect(ending.output.hasPrefix("a.txt: already-applied"), "\(ending)")
    #expect(!ending.output.contains("renamed"))
    ending = try await patch(diff, ["--reverse"])
    #expect(ending.code == .done, "\(ending)")
    #expect(try folder.read("a.txt") == Self.old)
    #expect(mode("a.txt") == 0o644)
    #expect(!exists("b.txt"))
  }

  @Test func aChangeOfModeAloneIsAChange() async throws {
    try folder.write(Self.old, to: "a.sh", mode: 0o640)
    let diff = "diff --git a/a.sh b/a.sh\nold mode 100644\nnew mode 100755\n"
    let ending = try await patch(diff)
    #expect(ending.output.hasPrefix("a.sh: applies"), "\(ending)")
    #expect(mode("a.sh") == 0o750)
    #expect(try await patch(diff).output.hasPrefix("a.sh: already-applied"))
  }

  @Test func anEmptyFileComesAndGoes() async throws {
    let diff = "diff --git a/e b/e\nnew file mode 100644\nindex 0000000..e69de29\n"
    #expect(try await patch(diff).code == .done)
    #expect(try folder.read("e") == "")
    #expect(try await patch(diff, ["--reverse"]).code == .done)
    #expect(!exists("e"))
  }

  /// A removal knows all that the file holds, or removes nothing.
  @Test func aFileWithMoreLinesIsNotRemoved() async throws {
    try folder.write(Self.old + "somebody's own line\n", to: "a.txt")
    let gone = "--- a/a.txt\n+++ /dev/null\n@@ -1,3 +0,0 @@\n-first line\n-second line\n-third line\n"
    let ending = try await patch(gone)
    #expect(ending.code == .finding, "\(ending)")
    #expect(try folder.read("a.txt") == Self.old + "somebody's own line\n")
  }

  @Test func aLinkInsideStaysOne() async throws {
    try folder.write(Self.old, to: "real.txt")
    #expect(symlink("real.txt", folder.path("link.txt")) == 0)
    #expect(try await patch(Self.edit("link.txt")).code == .done)
    #expect(try folder.read("real.txt") == Self.new)
    var status = stat()
    #expect(lstat(folder.path("link.txt"), &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
  }

  @Test func lineEndsAndTheLastNewlineStayAsTheFileHasThem() async throws {
    try folder.write(Self.old.replacing("\n", with: "\r\n"), to: "a.txt")
    #expect(try await patch(Self.edit("a.txt")).code == .done)
    #expect(try folder.read("a.txt") == Self.new.replacing("\n", with: "\r\n"))
    try folder.write(Self.old, to: "a.txt")
    #expect(try await patch(Self.edit("a.txt").replacing("\n", with: "\r\n")).code == .done)
    #expect(try folder.read("a.txt") == Self.new)
    let bare =
      "--- a/a.txt\n+++ b/a.txt\n@@ -2,2 +2,2 @@\n second changed\n-third line\n+third line\n\\ No newline at end of file\n"
    #expect(try await patch(bare).code == .done)
    #expect(try folder.read("a.txt") == Self.new.dropLast())
    #expect(try await patch(bare, ["-R"]).code == .done)
    #expect(try folder.read("a.txt") == Self.new)
  }

  /// `diff -u old new` names two files, and only the caller knows which is meant.
  @Test func twoNamesInAPlainDiffAreNoRename() async throws {
    let diff = Self.edit("x").split(separator: "\n").dropFirst(4).joined(separator: "\n")
    let plain = "--- a.txt.orig\n+++ a.txt\n" + diff + "\n"
    try folder.write(Self.old, to: "a.txt")
    #expect(try await patch(plain, ["--strip", "0"]).code == .done)
    #expect(try folder.read("a.txt") == Self.new)
    try folder.write(Self.old, to: "a.txt.orig")
    let ending = try await patch(plain, ["--strip", "0"])
    #expect(ending.code == .usage)
    #expect(ending.errors.contains("it may be about 'a.txt.orig' or 'a.txt'"), "\(ending)")
  }

  @Test(arguments: [
    ("", "fix.diff:1: no diff in it"), ("only words\n", "fix.diff:1: no diff in it"),
    ("--- a/a.txt\n+++ b/a.txt\n", "fix.diff:1: a file without any change"),
  ])
  func aDiffWithoutHunksSaysSo(_ diff: String, _ message: String) async throws {
    try folder.write(Self.old, to: "a.txt")
    let ending = try await patch(diff)
    #expect(ending.code == .usage)
    #expect(ending.errors.contains(message), "\(ending)")
  }

  @Test(arguments: [[UInt8](), [0xff, 0xfe, 0x61, 0], [0x61, 0, 0x62]])
  func whatIsNoTextIsRefused(_ content: [UInt8]) async throws {
    _ = try folder.write(content, to: "a.txt")
    #expect(try await patch(Self.edit("a.txt")).code == .finding)
    #expect(try folder.bytes("a.txt") == content)
  }

  @Test func theLastPartIsTheFirstToBeTakenBack() async throws {
    try folder.write(Self.old, to: "a.txt")
    let second = Self.edit("a.txt").replacing("-second line", with: "-second changed")
      .replacing("+second changed", with: "+second again")
      .replacing("-third", with: " third")
    #expect(try await patch(Self.edit("a.txt") + second).code == .done)
    #expect(try await patch(Self.edit("a.txt") + second, ["--reverse"]).code == .done)
    #expect(try folder.read("a.txt") == Self.old)
  }

  @Test func aRenameIsNotForAFileThatIsNamed() async throws {
    try folder.write(Self.old, to: "a.txt")
    let diff = "diff --git a/a.txt b/b.txt\nsimilarity index 100%\nrename from a.txt\nrename to b.txt\n"
    let ending = try await patch(diff, ["a.txt"])
    #expect(ending.code == .usage)
    #expect(ending.errors.contains("leave 'a.txt' out"), "\(ending)")
    #expect(try folder.read("a.txt") == Self.old)
  }
}
