import Deploy
import TestSupport
import Testing

/// Rollbacks to folders that somebody made by hand beside the sets.
struct ForeignFolderTests {
  static let folder = "deduplication_fix_20260202_060240"

  /// The ways in which people keep copies.
  enum Layout: CaseIterable, Sendable {
    case relative, flat, marked, deeper

    func name(of path: String) -> String {
      let name = String(path.split(separator: "/").last ?? "")
      return switch self {
      case .relative: path
      case .flat: name
      case .marked: "\(name).bak"
      case .deeper: "lms/\(path).20260202"
      }
    }
  }

  @Test(arguments: Layout.allCases)
  func aFolderMadeByHandIsPutBackWhicheverWayItsFilesLie(_ layout: Layout) async throws {
    try await Stage.with("target") { stage in
      try Self.settle(stage)
      for path in ["src/a.txt", "src/deep/b.txt"] {
        try stage.server.write("\(path) by hand\n", to: "backups/\(Self.folder)/\(layout.name(of: path))", mode: 0o600)
      }
      let before = try stage.server.tree()
      let kept = try Tree("\(stage.server.backups)/\(Self.folder)")
      let unasked = try await stage.run("rollback", "target:\(stage.server.root)", Self.folder)
      #expect(unasked.code == .usage, "\(unasked)")
      #expect(unasked.output.contains("-a of now\n    +src/a.txt by hand\n"), "\(unasked)")
      #expect(unasked.output.contains("note: no service will be restarted"), "\(unasked)")
      #expect(try stage.server.tree() == before)

      let ending = try await stage.run("rollback", "target:\(stage.server.root)", "20260202_060240", "--yes")
      #expect(ending.code == .done, "\(ending)")
      #expect(try stage.server.read("src/a.txt") == "src/a.txt by hand\n")
      #expect(try stage.server.read("src/deep/b.txt") == "src/deep/b.txt by hand\n")
      #expect(try Tree("\(stage.server.backups)/\(Self.folder)") == kept)
      let modes = try await Tool.run("/usr/bin/stat", ["-c", "%a", "\(stage.server.root)/src/a.txt"])
      #expect(modes == "640\n")

      let again = try await stage.run("rollback", "target", Self.folder, "--yes")
      #expect(again.code == .done && again.output.contains("nothing to do"), "\(again)")
      let back = try await stage.run("rollback", "target", "latest", "--yes")
      #expect(back.code == .done, "\(back)")
      #expect(try stage.server.tree() == before)
    }
  }

  @Test func aFileThatIsGoneFromItsFolderComesBack() async throws {
    try await Stage.with("target") { stage in
      try Self.settle(stage)
      try stage.server.write("gone\n", to: "backups/\(Self.folder)/src/deep/gone.txt")
      let ending = try await stage.run("rollback", "target:\(stage.server.root)", Self.folder, "--yes")
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.output.contains("new file src/deep/gone.txt"), "\(ending)")
      #expect(try stage.server.read("src/deep/gone.txt") == "gone\n")
    }
  }

  @Test func whatIsAmbiguousIsRefusedUntilItIsSettled() async throws {
    try await Stage.with("target") { stage in
      try Self.settle(stage)
      try stage.server.write("twin\n", to: "lib/a.txt")
      try stage.server.write("by hand\n", to: "backups/\(Self.folder)/a.txt")
      try stage.server.write("what I did\n", to: "backups/\(Self.folder)/NOTES")
      let place = "target:\(stage.server.root)"
      let before = try await stage.server.footprint()
      let refused = try await stage.run("rollback", place, Self.folder, "--yes")
      #expect(refused.code == .notChanged, "\(refused)")
      #expect(
        refused.output.contains("a.txt: it can be lib/a.txt, src/a.txt: say which with --map a.txt=PATH"), "\(refused)")
      #expect(refused.output.contains("NOTES: no file below"), "\(refused)")
      #expect(try await stage.server.footprint() == before)

      let mapped = try await stage.run(
        "rollback", place, Self.folder, "--map", "a.txt=lib/a.txt", "--map", "NOTES=-", "--yes")
      #expect(mapped.code == .done, "\(mapped)")
      #expect(try stage.server.read("lib/a.txt") == "by hand\n")
      #expect(try stage.server.read("src/a.txt") == "a of now\n")

      let skipped = try await stage.run(
        "rollback", place, Self.folder, "--map=a.txt=src/a.txt", "--skip-unmatched", "--yes")
      #expect(skipped.code == .done, "\(skipped)")
      #expect(try stage.server.read("src/a.txt") == "by hand\n")
      #expect(!stage.server.exists("NOTES"))
    }
  }

  @Test(arguments: [
    ("--map=none.txt=src/a.txt", "there is no file none.txt, which --map names"),
    ("--map=a.txt=backups/a.txt", "'backups/a.txt' is in the backup folder"),
    ("--map=a.txt=../a.txt", "'../a.txt' is not the path of a file"),
    ("--map=a.txt=-", "no file of it belongs anywhere"),
  ])
  func aWishThatCannotBeFulfilledIsRefused(_ option: String, _ reason: String) async throws {
    try await Stage.with("target") { stage in
      try Self.settle(stage)
      try stage.server.write("by hand\n", to: "backups/\(Self.folder)/a.txt")
      let ending = try await stage.run("rollback", "target:\(stage.server.root)", Self.folder, option, "--yes")
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains(reason), "\(ending)")
      #expect(try stage.server.read("src/a.txt") == "a of now\n")
    }
  }

  @Test func aFolderWithTooMuchInItIsRefusedWithTheReason() async throws {
    try await Stage.with("target") { stage in
      try Self.settle(stage)
      try Files.makeFolder("\(stage.server.backups)/\(Self.folder)")
      try await Tool.run(
        "/bin/sh", ["-c", #"cd "$1" && seq 2001 | xargs touch"#, "sh", "\(stage.server.backups)/\(Self.folder)"])
      let ending = try await stage.run("rollback", "target:\(stage.server.root)", Self.folder, "--yes")
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("at most at 2000 files"), "\(ending)")
    }
  }

  @Test func thePlaybooksServicesAndGatesFollow() async throws {
    try await Stage.with("target") { stage in
      let service = Service(server: stage.server)
      try await service.start()
      try stage.write(service.app("two"), to: "src/app.py")
      try stage.write(Service.wording("good evening"), to: "src/wording.py")
      // What else the playbook does belongs to the version that goes.
      try stage.playbook(steps: "  - run: touch ran\n  - remove: src/other.py\n" + service.steps())
      let saved = "backups/\(Self.folder)"
      try stage.server.write(service.app("zero"), to: "\(saved)/app.py")
      let ending = try await stage.run("rollback", "playbooks/site.yml", Self.folder, "--yes")
      #expect(ending.code == .done, "\(ending)")
      #expect(try await service.answer() == "zero: good morning")
      #expect(!stage.server.exists("ran"))

      try stage.server.write(service.app("broken", .crashesAtStart), to: "\(saved)/app.py")
      let before = try stage.server.tree()
      let broken = try await stage.run("rollback", "playbooks/site.yml", Self.folder, "--yes")
      #expect(broken.code == .reverted, "\(broken)")
      #expect(try stage.server.tree() == before)
      #expect(try await service.answer() == "zero: good morning")
    }
  }

  private static func settle(_ stage: Stage) throws {
    try stage.server.write("a of now\n", to: "src/a.txt", mode: 0o640)
    try stage.server.write("b of now\n", to: "src/deep/b.txt")
    try stage.server.write("c of now\n", to: "src/c.txt")
  }
}
