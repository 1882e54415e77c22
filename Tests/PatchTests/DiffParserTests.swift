import Patch
import Testing

struct DiffParserTests {
  private func read(_ text: String) throws -> [FilePatch] { try DiffParser.read(Array(text.utf8)) }

  @Test func aDiffOfGitTellsNamesModesAndBlobs() throws {
    let files = try read(
      """
      From: somebody
      diff --git a/app/x.py b/app/y.py
      old mode 100644
      new mode 100755
      similarity index 90%
      rename from app/x.py
      rename to app/y.py
      index 0f69eb5..556844c
      --- a/app/x.py
      +++ b/app/y.py
      @@ -3,2 +3,3 @@ def profile():
       a
      +b
       c
      -- 
      2.39.5

      """)
    let file = try #require(files.first)
    #expect(files.count == 1)
    #expect(file.isRename)
    #expect(file.path(strip: 1) == Array("app/x.py".utf8))
    #expect(file.resultPath(strip: 1) == Array("app/y.py".utf8))
    #expect(file.oldBlob == "0f69eb5")
    #expect(file.newMode == 0o100755)
    #expect(file.hunks.map(\.section) == [Array("def profile():".utf8)])
    #expect(file.hunks.first?.lines.map(\.kind) == [.context, .added, .context])
  }

  @Test func plainDiffsOfSeveralFilesAreRead() throws {
    let files = try read("--- x\t2026-01-01\n+++ x\n@@ -1 +1 @@\n-a\n+b\n--- /dev/null\n+++ n\n@@ -0,0 +1 @@\n+c\n")
    #expect(files.count == 2)
    #expect(files.first?.path(strip: 0) == Array("x".utf8))
    #expect(files.last?.oldPath == nil)
  }

  @Test func aMissingNewlineIsKept() throws {
    let files = try read("--- x\n+++ x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n")
    #expect(files.first?.hunks.first?.lines.map(\.text.ending) == [.none, .lf])
  }

  @Test func aDiffConvertedToCRLFSaysNothingAboutEndings() throws {
    let files = try read("--- x\r\n+++ x\r\n@@ -1 +1 @@\r\n-a\r\n+b\r\n")
    #expect(files.first?.hunks.first?.lines.map(\.text.ending) == [.lf, .lf])
    #expect(files.first?.path(strip: 0) == Array("x".utf8))
  }

  @Test func quotedNamesAreUnquoted() throws {
    let files = try read("diff --git \"a/\\303\\251\" \"b/\\303\\251\"\nold mode 100644\nnew mode 100755\n")
    #expect(files.first?.path(strip: 1) == Array("é".utf8))
  }

  @Test(arguments: [
    ("hello\n", 1), ("@@ -1 +1 @@\n-a\n+b\n", 1), ("--- x\n+++ x\n@@ -1,2 +1 @@\n-a\n+b\n", 5),
    ("--- x\n+++ x\n@@ -1 +1 @@\n-a\n+b\n+c\n", 6), ("--- x\n+++ x\n@@ -1 +1\n-a\n+b\n", 3),
    ("--- x\n+++ x\n@@ -1,2 +1,2 @@\n-a\nzz\n", 5), ("*** x\n--- x\n***************\n", 3),
    ("diff --cc x\n@@@ -1,1 -1,1 +1,1 @@@\n", 2),
  ])
  func whatIsNoDiffIsRefusedWithItsLine(text: String, line: Int) throws {
    let problem = #expect(throws: DiffProblem.self) { try read(text) }
    #expect(problem?.line == line)
  }

  @Test func twiceReversedIsTheSame() throws {
    let files = try read("--- x\n+++ x\n@@ -1,3 +1,3 @@\n a\n-b\n+c\n d\n")
    #expect(files.first?.reversed.reversed == files.first)
    #expect(files.first?.reversed.hunks.first?.lines.map(\.kind) == [.context, .removed, .added, .context])
  }
}
