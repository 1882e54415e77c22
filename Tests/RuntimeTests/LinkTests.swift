import Deploy
import Glibc
import Plan
import Reactor
import TestSupport
import Testing
import Transaction

/// Destinations behind symbolic links.
struct LinkTests {
  private func workshop(_ shell: Shell) async throws -> Workshop {
    let workshop = try await Workshop(shell)
    try workshop.write("old\n", to: "releases/3/app.py")
    try workshop.write("old\n", to: "shared/conf it")
    try #require(symlink("releases/3", "\(workshop.root)/current") == 0)
    try #require(symlink("../../shared/conf it", "\(workshop.root)/releases/3/conf") == 0)
    return workshop
  }

  private func lines(_ workshop: Workshop) async throws -> String {
    try await Anatomy.of(
      ["current", "releases/3/conf", "releases/3/app.py", "shared/conf it"].map { "\(workshop.root)/\($0)" })
  }

  @Test(arguments: Shell.allCases)
  func aLinkInsideTheRootIsFollowedAndStays(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    let before = try await lines(workshop)
    let steps = "  - copy: [current/app.py, current/conf, current/new/x]\n"
    let texts = ["current/app.py": "new app\n", "current/conf": "new conf\n", "current/new/x": "x\n"]
    let failed = try await workshop.deploy(
      steps + "  - restart: { command: 'grep -q new current/conf && exit 7' }\n    undo: 'true'", texts: texts)
    #expect(failed.isReverted, "\(failed)")
    #expect(failed.failure == "command: exit 7")
    #expect(try await lines(workshop) == before)
    let trial = try await workshop.deploy(steps, texts.mapValues(SourceFile.init(text:)), run: "again_20260101_000001")
    #expect(trial.isCommitted, "\(trial)")
    #expect(try workshop.read("releases/3/app.py") == "new app\n")
    #expect(try workshop.read("shared/conf it") == "new conf\n")
    #expect(try workshop.read("releases/3/new/x") == "x\n")
    let set = "\(workshop.backups)/again_20260101_000001"
    #expect(try Files.read("\(set)/files/shared/conf it") == "old\n")
    #expect(try await Tool.run("/bin/readlink", ["\(workshop.root)/current"]) == "releases/3\n")
    let nothing = try await workshop.deploy(steps, texts: texts)
    #expect(nothing.didNothing, "\(nothing)")
  }

  @Test(arguments: Shell.allCases)
  func theOtherLinksAreRefusedWithTheReason(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    try Files.write("other\n", to: "\(workshop.folder)/outside/f")
    let end = try await Tool.run("/bin/readlink", ["-f", "\(workshop.folder)/outside"]).dropLast()
    for (name, target) in [
      ("out", "../outside"), ("ring", "ring"), ("away", "nowhere/at/all"), ("store", "backups"),
      ("app", "current/app.py"),
    ] { try #require(symlink(target, "\(workshop.root)/\(name)") == 0) }
    try Files.makeFolder(workshop.backups)
    let trial = try await workshop.deploy(
      """
        - copy: { from: x, to: out/f }
        - copy: { from: x, to: ring }
        - copy: { from: x, to: away }
        - copy: { from: x, to: store/f }
        - copy: { from: x, to: app }
        - copy: { from: x, to: releases/3/app.py }
      """, texts: ["x": "new\n"])
    let root = workshop.root
    #expect(
      trial.objections == [
        "\(root)/out is a symbolic link, and leads out of \(root): name \(end)/f in the playbook if that is meant",
        "\(root)/ring is a symbolic link that leads nowhere",
        "\(root)/away is a symbolic link that leads nowhere",
        "\(root)/store is a symbolic link, and leads into the backup folder \(workshop.backups)",
        "\(root)/app and \(root)/releases/3/app.py both lead to releases/3/app.py",
        "\(root)/releases/3/app.py and \(root)/app both lead to releases/3/app.py",
      ], "\(trial)")
    #expect(Files.names(in: Array(workshop.backups.utf8)) == [])
  }

  @Test func theyAreFollowedByCopiesAlone() async throws {
    let workshop = try await workshop(.dash)
    try #require(symlink("backups", "\(workshop.root)/store") == 0)
    try Files.makeFolder(workshop.backups)
    let trial = try await workshop.deploy(
      """
        - directory: current/logs
        - remove: current/app.py
        - link: { path: current/a, to: app.py }
        - directory: store/logs
      """, texts: [:])
    let root = workshop.root
    let notFollowed = "\(root)/current is a symbolic link, which this step does not follow: name \(root)/releases/3"
    #expect(
      trial.objections
        == ["logs", "app.py", "a"].map { "\(notFollowed)/\($0) in the playbook if that is meant" }
        + ["\(root)/store is a symbolic link, and leads into the backup folder \(workshop.backups)"], "\(trial)")
    #expect(Files.names(in: Array(workshop.backups.utf8)) == [])
  }

  @Test(arguments: Shell.allCases)
  func theBackupFolderMayBeALink(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    try Files.makeFolder("\(workshop.folder)/store")
    try #require(symlink("\(workshop.folder)/store", workshop.backups) == 0)
    let trial = try await workshop.deploy("  - copy: shared/a", texts: ["shared/a": "new\n"])
    #expect(trial.isCommitted, "\(trial)")
    #expect(Files.exists("\(workshop.folder)/store/\(Workshop.run)/journal"))
  }
}
