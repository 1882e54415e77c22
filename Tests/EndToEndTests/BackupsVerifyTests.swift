import Deploy
import TestSupport
import Testing

struct BackupsVerifyTests {
  private func twoRuns(_ stage: Stage) async throws -> (String, String) {
    try stage.settle()
    let first = try await stage.release(["src/a.txt": "a of two\n", "src/b.txt": "b of two\n", "src/c.txt": "c\n"])
    return (first, try await stage.release(["src/a.txt": "a of three\n"]))
  }

  @Test func wholeSetsAreWholeAndForeignOnesCannotBeVerified() async throws {
    try await Stage.with("target") { stage in
      let (first, second) = try await twoRuns(stage)
      try Files.makeFolder("\(stage.server.backups)/by_hand_20200101")
      let before = try await stage.server.footprint()
      let ending = try await stage.run("backups", "verify", "target")
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.output.contains("\(second)  whole, 1 file\n  \(first)  whole, 2 files\n"), "\(ending)")
      #expect(ending.output.contains("by_hand_20200101  foreign, so there is nothing to compare it with"), "\(ending)")
      #expect(try await stage.server.footprint() == before)
    }
  }

  @Test func everythingThatIsWrongIsNamed() async throws {
    try await Stage.with("target") { stage in
      let (first, second) = try await twoRuns(stage)
      let sets = stage.server.backups
      try Files.write("a of 0ld\n", to: "\(sets)/\(first)/files/src/a.txt")
      Files.remove("\(sets)/\(first)/files/src/b.txt")
      Files.remove("\(sets)/\(second)/restore")
      let ending = try await stage.run("backups", "verify", "target")
      #expect(ending.code == .finding, "\(ending)")
      let words =
        "\(second)  damaged\n    restore is missing\n  \(first)  damaged\n    not what was saved: src/a.txt\n    missing: src/b.txt\n"
      #expect(ending.output.contains(words), "\(ending)")
      let one = try await stage.run("backups", "verify", "target", second)
      // Of two runs in one second the later name begins with the earlier.
      #expect(one.code == .finding && !one.output.contains("\(first)  "), "\(one)")
    }
  }

  @Test func aManifestThatIsCutShortIsAFindingAndTheOthersAreVerified() async throws {
    try await Stage.with("target") { stage in
      let (first, second) = try await twoRuns(stage)
      let manifest = "\(stage.server.backups)/\(second)/manifest"
      try Files.write(String(try Files.read(manifest).dropLast(12)), to: manifest)
      let ending = try await stage.run("backups", "verify", "target")
      #expect(ending.code == .finding, "\(ending)")
      #expect(ending.output.contains("its manifest is cut short"), "\(ending)")
      #expect(ending.output.contains("\(first)  whole, 2 files"), "\(ending)")
    }
  }

  @Test func aLinkInASetIsNotFollowed() async throws {
    try await Stage.with("target") { stage in
      let (first, second) = try await twoRuns(stage)
      let sets = stage.server.backups
      // Both lead to the very content that was saved.
      try await Tool.run("/bin/mv", ["\(sets)/\(first)/files/src", "\(stage.folder)/outside"])
      try await Tool.run("/bin/ln", ["-s", "\(stage.folder)/outside", "\(sets)/\(first)/files/src"])
      let file = "\(sets)/\(second)/files/src/a.txt"
      try await Tool.run("/bin/mv", [file, "\(stage.folder)/a.txt"])
      try await Tool.run("/bin/ln", ["-s", "\(stage.folder)/a.txt", file])
      let verified = try await stage.run("backups", "verify", "target")
      #expect(verified.code == .finding, "\(verified)")
      let words = "a link or folder where a file should be: src/a.txt\n"
      #expect(verified.output.split(separator: words, omittingEmptySubsequences: false).count == 3, "\(verified)")
      let pulled = try await stage.run("backups", "pull", "target")
      #expect(pulled.code == .finding, "\(pulled)")
      #expect(Files.names(in: Array("\(stage.project)/backups".utf8)) == nil)
      let compared = try await stage.run("backups", "diff", "target", first)
      #expect(compared.code == .finding, "\(compared)")
      #expect(!compared.output.contains("-a of old"), "\(compared)")
    }
  }

  @Test func aManifestThatLeadsOutOfItsSetIsRefused() async throws {
    try await Stage.with("target") { stage in
      let (first, _) = try await twoRuns(stage)
      let manifest = "\(stage.server.backups)/\(first)/manifest"
      try Files.write(
        try Files.read(manifest).replacing(" files src a.txt ", with: " files ../../../../../x a.txt "), to: manifest)
      for words in [["verify"], ["pull"]] {
        let ending = try await stage.start(["backups"] + words + ["target", first]).ending()
        #expect(ending.code == .finding, "\(ending)")
        #expect(ending.output.contains("its manifest is cut short, damaged"), "\(ending)")
      }
      #expect(Files.names(in: Array("\(stage.project)/backups".utf8)) == nil)
    }
  }

  @Test func theHostsOfAPlaybookAreVerifiedOneByOne() async throws {
    try await Stage.with("one", "two") { stage in
      for server in stage.servers { try server.write("old\n", to: "src/a.txt") }
      try stage.write("new\n", to: "src/a.txt")
      try stage.playbook(hosts: "[one, two]", steps: "  - copy: src/a.txt")
      let run = try #require(try await stage.deploy().run)
      try Files.write("odd\n", to: "\(stage.servers[1].backups)/\(run)/files/src/a.txt")
      let ending = try await stage.run("backups", "verify", "playbooks/site.yml")
      #expect(ending.code == .finding, "\(ending)")
      #expect(
        ending.output == """
          one:\(stage.servers[0].root)
            \(run)  whole, 1 file
          two:\(stage.servers[1].root)
            \(run)  damaged
              not what was saved: src/a.txt

          """)
    }
  }
}
