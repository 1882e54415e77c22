import Deploy
import Glibc
import TestSupport
import Testing

struct BrokenVersionTests {
  @Test(arguments: Service.Trouble.allCases)
  func aBrokenVersionIsTakenBackAsIfItHadNeverBeen(_ trouble: Service.Trouble) async throws {
    try await Stage.with("target") { stage in
      let service = Service(server: stage.server)
      try await service.start()
      try Self.makeUnusual("\(stage.server.root)/src/app.py")
      let before = try stage.server.tree()
      try stage.write(service.app("two", trouble), to: "src/app.py")
      try stage.write(Service.wording("good night"), to: "src/wording.py")
      try stage.playbook(steps: service.steps(quietFor: 5))

      let ending = try await stage.deploy()

      #expect(ending.code == .reverted, "\(ending)")
      #expect(ending.output.contains("reverted"), "\(ending)")
      let lines = ending.output.split(separator: "\n")
      #expect(
        lines.contains { $0.hasPrefix("  | ") && $0.hasSuffix(trouble.lastWords) },
        "the deciding log line is not shown: \(ending)")
      #expect(ending.output.contains("(playbooks/site.yml:"), "the failed step has no place: \(ending)")
      #expect(try stage.server.tree() == before)
      #expect(try stage.server.verdict() == "reverted")
      #expect(try await service.answer() == "one: good morning")
      #expect(try stage.server.history().last?.contains(" reverted ") == true)
    }
  }

  @Test func whatAnUndoSaidThatFailedIsShown() async throws {
    try await Stage.with("target") { stage in
      try stage.playbook(
        steps: """
            - run: "true"
              undo: echo the migration cannot go back; exit 9
            - run: echo no room; exit 1
          """)
      let ending = try await stage.deploy()
      #expect(ending.code == .needsPerson, "\(ending)")
      #expect(ending.output.contains("  | no room\n"), "\(ending)")
      #expect(ending.output.contains("  | the migration cannot go back\n"), "\(ending)")
    }
  }

  @Test func aServiceThatDoesNotComeUpIsNamedWithItsStatus() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let before = try stage.server.tree()
      try stage.playbook(
        steps: """
            - copy: [src/a.txt, src/b.txt]
            - restart: { command: "true", status: "echo it is down; grep -q old src/a.txt" }
          """)
      let ending = try await stage.deploy()
      #expect(ending.code == .reverted, "\(ending)")
      #expect(ending.output.contains("status: exit 1"), "\(ending)")
      #expect(ending.output.contains("| it is down"), "\(ending)")
      #expect(try stage.server.tree() == before)
    }
  }

  @Test func filesAndFoldersThatABrokenRunCreatedAreGone() async throws {
    try await Stage.with("target") { stage in
      try stage.server.write("old\n", to: "src/a.txt")
      let before = try stage.server.tree()
      try stage.write("new\n", to: "src/a.txt")
      try stage.write("created\n", to: "conf/deep/b.txt")
      try stage.playbook(
        steps: """
            - copy: [src/a.txt, conf/deep/b.txt]
            - healthy: { cmd: "test -e conf/deep/b.txt && exit 1", within: 1s, every: 200ms }
          """)
      let ending = try await stage.deploy()
      #expect(ending.code == .reverted, "\(ending)")
      #expect(try stage.server.tree() == before)
    }
  }

  /// Mode, owner and time that no program would choose by itself.
  private static func makeUnusual(_ path: String) throws {
    var status = stat()
    // Seconds and nanoseconds, twice: fields that are not named, since the compiler does not always see them.
    let times = [981_173_106, 123_456_789, 981_173_106, 987_654_321]
    let isSet = times.withUnsafeBytes {
      utimensat(AT_FDCWD, path, $0.bindMemory(to: timespec.self).baseAddress, 0) == 0
    }
    try #require(getuid() != 0 || chown(path, 1234, 4321) == 0)
    try #require(chmod(path, 0o646) == 0 && isSet && stat(path, &status) == 0)
    try #require(status.st_mode & 0o7777 == 0o646 && status.st_mtim.tv_nsec == 987_654_321)
  }
}
