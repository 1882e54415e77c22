import Deploy
import Glibc
import Reactor
import TestSupport
import Testing

/// What git does not know of the files and folders that it moves.
@Suite(.enabled(if: getuid() == 0, "this takes root")) struct CheckoutAttributeTests {
  private static let paths = ["a", "priv", "priv/only", "priv/deep", "priv/deep/er", "link", "turned", "turned/old"]
  private static let failing = "  - git: { to: origin/main }\n  - healthy: { cmd: 'false', within: 1s }"

  private func sample(_ workshop: Workshop) async throws -> GitSample {
    rmdir(workshop.root)
    let sample = try await GitSample(
      in: workshop.folder, checkout: workshop.root,
      ["a": "one\n", "priv/only": "key\n", "priv/deep/er": "k\n", "turned/old": "o\n", "stays": "s\n"])
    try #require(symlink("nowhere", "\(sample.clone)/link") == 0)
    try await sample.commit("with a link", [:])
    try await sample.there("pull", "-q")
    for (path, mode) in [("priv", 0o700), ("priv/deep", 0o2750), ("turned", 0o711), ("priv/only", 0o600), ("a", 0o640)]
    {
      try #require(chown("\(workshop.root)/\(path)", 1000, 1001) == 0)
      try #require(chmod("\(workshop.root)/\(path)", mode_t(mode)) == 0)
    }
    try await sample.commit(
      "second",
      ["a": "two\n", "priv/only": nil, "priv/deep/er": nil, "link": nil, "turned/old": nil, "turned/new": "n\n"])
    return sample
  }

  private func mark(_ workshop: Workshop) async throws {
    for words in [
      ["setfacl", "-m", "u:1234:rx", "priv"], ["setfacl", "-m", "u:1234:rw", "a"],
      ["setfattr", "-n", "user.note", "-v", "kept", "a"], ["setfattr", "-n", "user.note", "-v", "kept", "priv/only"],
      ["setcap", "cap_net_bind_service=ep", "a"],
    ] {
      try await Tool.run(
        "/usr/bin/env",
        ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"] + words.dropLast() + ["\(workshop.root)/\(words[words.count - 1])"])
    }
  }

  private func anatomy(_ workshop: Workshop) async throws -> String {
    try await Anatomy.of(Self.paths.map { "\(workshop.root)/\($0)" }, times: false, inodes: false)
  }

  @Test(arguments: [Shell.dash, .bash, .mksh])
  func allOfItComesBackWithAFailedRun(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let sample = try await sample(workshop)
    try await mark(workshop)
    let before = (try await anatomy(workshop), try await sample.standing())
    let trial = try await workshop.deploy(Self.failing, [:])
    #expect(trial.isReverted, "\(trial)")
    #expect(ExitCode([trial.outcome]) == .reverted, "\(trial)")
    #expect(try await anatomy(workshop) == before.0)
    #expect(try await sample.standing() == before.1)

    let again = try await workshop.deploy("  - git: { to: origin/main }", [:], run: "again_20260101_000001")
    #expect(again.isCommitted, "\(again)")
    for _ in 1...2 {
      let restored = try await workshop.runtime("restore", "\(workshop.backups)/again_20260101_000001")
      #expect(restored.status == .exited(0))
      #expect(try await anatomy(workshop) == before.0)
      #expect(try await sample.standing() == before.1)
    }
  }

  @Test func busyboxBringsModesAndOwnersOfFoldersBackToo() async throws {
    let workshop = try await Workshop(.busybox)
    let sample = try await sample(workshop)
    let before = try Tree(workshop.root, without: [".git", "backups"], times: false)
    let trial = try await workshop.deploy(Self.failing, [:])
    #expect(trial.isReverted, "\(trial)")
    #expect(try Tree(workshop.root, without: [".git", "backups"], times: false) == before)
    #expect(try await sample.there("status", "--porcelain") == "")
  }

  /// Root brings files back into a tree that belongs to somebody else.
  @Test func nothingIsBroughtBackThroughALinkInThePlaceOfAFolder() async throws {
    let workshop = try await Workshop(.dash)
    _ = try await sample(workshop)
    try Files.makeFolder("\(workshop.folder)/elsewhere")
    let trial = try await workshop.deploy(
      "  - git: { to: origin/main }\n  - run: ln -s ../elsewhere priv; exit 1\n    undo: 'true'", [:])
    #expect(!trial.isCommitted, "\(trial)")
    #expect((Files.names(in: Array("\(workshop.folder)/elsewhere".utf8)) ?? []).isEmpty)
  }

  /// It may not set a capability, and a folder that is closed is closed in the set too.
  @Test(arguments: [(Shell.dash, true), (.dash, false), (.bash, true), (.mksh, true)])
  func anotherAccountSavesWhatItCan(under shell: Shell, capability: Bool) async throws {
    let workshop = try await Workshop(shell)
    rmdir(workshop.root)
    let sample = try await GitSample(
      in: workshop.folder, checkout: workshop.root, ["a": "one\n", "shut/x/f": "one\n", "shut/y/f": "one\n"])
    try await sample.commit("second", ["a": "two\n", "shut/x/f": "two\n", "shut/y/f": "two\n"])
    try #require(chmod("\(workshop.root)/a", 0o640) == 0)
    try #require(chmod("\(workshop.root)/shut", 0o555) == 0)
    try await Tool.run("/usr/bin/env", ["chown", "-R", "1:1", workshop.folder])
    if capability {
      try await Tool.run(
        "/usr/bin/env", ["PATH=/usr/sbin:/sbin", "setcap", "cap_net_bind_service=ep", "\(workshop.root)/a"])
    }
    let account = "\(workshop.folder)/account"
    try Files.write(
      """
      #!/bin/sh
      [ "$(id -u)" != 0 ] || HOME=\(workshop.folder) exec setpriv --reuid=1 --regid=1 --clear-groups "$0" "$@"
      exec \(workshop.shell) "$@"

      """, to: account, mode: 0o755)
    let before = try Tree(workshop.root, without: [".git", "backups"], times: false)
    let trial = try await workshop.deploy(Self.failing, [:], shell: account)
    #expect(trial.isReverted, "\(trial)")
    #expect(try Tree(workshop.root, without: [".git", "backups"], times: false) == before)
    #expect(try Files.read("\(workshop.set)/files/shut/y/f") == "one\n")
  }
}
