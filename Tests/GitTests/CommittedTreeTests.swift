import Git
import Glibc
import TestSupport
import Testing

/// Files as a commit has them, whatever lies in the working tree.
struct CommittedTreeTests {
  private func with(
    _ files: [String: String], _ prepare: (GitSample) async throws -> Void = { _ in },
    _ body: (GitSample) async throws -> Void
  ) async throws {
    let folder = try Files.temporaryFolder("git")
    defer { Files.remove(folder) }
    let sample = try await GitSample(in: folder, checkout: "\(folder)/checkout", ["first": ""])
    try await prepare(sample)
    try await sample.commit("second", files)
    try await body(sample)
  }

  private func text(_ content: CommittedTree.Content) -> String? {
    if case .file(let bytes, _) = content { String(decoding: bytes, as: UTF8.self) } else { nil }
  }

  @Test func contentsAreThoseOfTheCommit() async throws {
    try await with(["d/a": "one\n", "d/run": "#!/bin/sh\n"]) { sample in
      try Files.write("#!/bin/sh\n", to: "\(sample.clone)/d/tool", mode: 0o755)
    } _: { sample in
      try Files.write("edited\n", to: "\(sample.clone)/d/a")
      Files.remove("\(sample.clone)/d/tool")
      let tree = try CommittedTree(for: "\(sample.clone)/d", revision: "HEAD")
      #expect(tree.commit == (try await sample.git("rev-parse", "HEAD")))
      #expect(tree.author == "Anna <anna@example.com>")
      #expect(tree.content(at: "a") == .file(Array("one\n".utf8), isExecutable: false))
      #expect(tree.content(at: "tool") == .file(Array("#!/bin/sh\n".utf8), isExecutable: true))
      #expect(tree.content(at: "nope") == .missing)
      #expect(tree.content(at: "../d") == .folder)
      let before = try CommittedTree(for: "\(sample.clone)/d", revision: "HEAD~1")
      #expect(before.content(at: "a") == .missing)
    }
  }

  @Test func linksAreFollowedInTheCommit() async throws {
    try await with(["d/a": "one\n"]) { sample in
      for (name, target) in [
        ("to-a", "d/a"), ("to-d", "./d"), ("out", "../x"), ("root", "/etc/passwd"), ("self", "self"),
      ] {
        #expect(symlink(target, "\(sample.clone)/\(name)") == 0)
      }
    } _: { sample in
      let tree = try CommittedTree(for: sample.clone, revision: "main")
      #expect(text(tree.content(at: "to-a")) == "one\n")
      #expect(text(tree.content(at: "to-d/a")) == "one\n")
      for name in ["out", "root", "self"] { #expect(tree.content(at: name) == .astray, "\(name)") }
    }
  }

  @Test func attributesAreThoseOfTheCommit() async throws {
    let attributes = "*.bat eol=crlf\nsecret/ export-ignore\n*.draft export-ignore\n"
    try await with([
      ".gitattributes": attributes, "a.bat": "one\ntwo\n", "b.txt": "one\n", "secret/key": "k\n", "c.draft": "d\n",
    ]) { sample in
      // Neither those of the working tree nor of the index count.
      try Files.write("b.txt eol=crlf export-ignore\n", to: "\(sample.clone)/.gitattributes")
      try await sample.git("add", "-A")
      let tree = try CommittedTree(for: sample.clone, revision: "HEAD")
      #expect(text(tree.content(at: "a.bat")) == "one\r\ntwo\r\n")
      #expect(text(tree.content(at: "b.txt")) == "one\n")
      #expect(tree.content(at: "secret/key") == .ignored)
      #expect(tree.content(at: "c.draft") == .ignored)
    }
  }

  @Test(arguments: [
    ("tests_*/", "tests_a/f", true), ("tests_*/", "d/tests_a/f", true), ("**/fixtures/", "fixtures/f", true),
    ("**/fixtures/", "d/e/fixtures/f", true), ("n?/", "n1/f", true), ("n?/", "n12/f", false), ("d/*/", "d/e/f", true),
    ("d/*/", "x/d/e/f", false), ("/d/e/", "d/e/f", true), ("d/**/e/", "d/x/y/e/f", true), ("d/**/", "d/f", false),
    ("d/**/", "d/e/f", true), ("[ab]/", "a/f", true), ("\"sp ace/\"", "sp ace/f", true), ("f/", "f", false),
  ])
  func aFolderIsLeftOutByAnyPattern(_ pattern: String, _ path: String, _ isLeftOut: Bool) async throws {
    try await with([".gitattributes": "\(pattern) export-ignore\n", path: "x\n"]) { sample in
      let tree = try CommittedTree(for: sample.clone, revision: "HEAD")
      #expect((tree.content(at: path) == .ignored) == isLeftOut)
      // Quoted patterns are known to git alone.
      let archived = try await sample.git("archive", "HEAD", path)
      #expect(archived.contains("x\n") == !isLeftOut)
    }
  }

  @Test func whatALaterLineTakesBackIsNotLeftOut() async throws {
    try await with([
      ".gitattributes":
        "a* export-ignore\nab/ -export-ignore\nd/ export-ignore\nd -export-ignore\ne/ export-ignore=true\n",
      "ab/f": "x\n", "ac/f": "x\n", "d/f": "x\n", "e/f": "x\n",
    ]) {
      sample in
      let tree = try CommittedTree(for: sample.clone, revision: "HEAD")
      #expect(text(tree.content(at: "ab/f")) == "x\n")
      for path in ["d/f", "e/f"] { #expect(text(tree.content(at: path)) == "x\n", "\(path)") }
      #expect(tree.content(at: "ac/f") == .ignored)
    }
  }

  @Test func whatACheckoutWouldMakeSomethingElseOfIsTold() async throws {
    let attributes =
      "*.enc filter=rot\n*.txt working-tree-encoding=UTF-16LE\n*.md working-tree-encoding=UTF-8\n*.bin filter=lfs\n"
    try await with([".gitattributes": attributes, "a.enc": "a\n", "a.txt": "b\0\n\0", "a.md": "c\n", "a.bin": "d\n"]) {
      sample in
      func enc() throws -> CommittedTree.Content {
        try CommittedTree(for: sample.clone, revision: "HEAD").content(at: "a.enc")
      }
      // What nothing is configured for, a checkout writes as it is.
      #expect(text(try enc()) == "a\n")
      try await sample.git("config", "filter.rot.smudge", "cat")
      #expect(text(try enc()) == "a\n")
      try await sample.git("config", "filter.rot.smudge", "tr a-z n-za-m")
      #expect(try enc() == .converted("the filter 'rot'"))
      let tree = try CommittedTree(for: sample.clone, revision: "HEAD")
      #expect(tree.content(at: "a.txt") == .converted("the encoding UTF-16LE"))
      #expect(text(tree.content(at: "a.md")) == "c\n")
      #expect(text(tree.content(at: "a.bin")) == "d\n")
    }
  }

  @Test func whatTheCommitDoesNotHoldItselfIsTold() async throws {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n"
    try await with(["big.bin": pointer]) { sample in
      let id = try await sample.git("rev-parse", "HEAD")
      try await sample.git("update-index", "--add", "--cacheinfo", "160000,\(id),sub")
    } _: { sample in
      try await sample.git(
        "update-index", "--add", "--cacheinfo", "160000,\(try await sample.git("rev-parse", "HEAD")),sub")
      try await sample.git("-c", "user.name=B", "-c", "user.email=b@b", "commit", "-q", "-m", "sub")
      let tree = try CommittedTree(for: sample.clone, revision: "HEAD")
      #expect(tree.content(at: "big.bin") == .pointer)
      #expect(tree.content(at: "sub/file") == .submodule)
    }
  }

  @Test func aFolderIsListedAsTheCommitHasIt() async throws {
    try await with([
      ".gitattributes": "*.draft export-ignore\nnotes/ export-ignore\n", "d/a": "1\n", "d/b.draft": "2\n",
      "d/e/f": "3\n",
      "d/notes/n": "4\n",
    ]) { sample in
      try Files.write("1\n", to: "\(sample.clone)/d/a")
      #expect(symlink("../d/a", "\(sample.clone)/d/link") == 0)
    } _: { sample in
      try Files.write("new\n", to: "\(sample.clone)/d/untracked")
      let tree = try CommittedTree(for: sample.clone, revision: "HEAD")
      let members = try #require(tree.listing(at: "d"))
      #expect(members.map { String(decoding: $0.name, as: UTF8.self) } == ["a", "e", "link"])
      #expect(members.map(\.member) == [.file, .folder, .link(to: Array("../d/a".utf8))])
      #expect(tree.listing(at: "d/e")?.count == 1)
      #expect(tree.listing(at: "")?.map { String(decoding: $0.name, as: UTF8.self) }.contains("d") == true)
      #expect(tree.listing(at: "d/a") == nil)
    }
  }

  @Test func aRevisionThatIsNotThereIsNamed() async throws {
    try await with(["a": "1\n"]) { sample in
      #expect(throws: CommittedTree.Trouble.unknownRevision("v9")) {
        _ = try CommittedTree(for: sample.clone, revision: "v9")
      }
      #expect(throws: CommittedTree.Trouble.noRepository) { _ = try CommittedTree(for: "/tmp", revision: "v9") }
    }
  }
}
