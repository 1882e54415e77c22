import Deploy
import TestSupport
import Testing

struct RollbackTests {
  /// The ways to say where: the playbook, the host alone, the host and its root.
  enum Place: CaseIterable, Sendable {
    case playbook, host, hostAndRoot
  }

  /// The ways to say which run.
  enum Name: CaseIterable, Sendable {
    case timestamp, whole, latest
  }

  @Test(arguments: Name.allCases)
  func aRunIsUndoneBy(_ name: Name) async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let before = try stage.server.tree()
      let run = try #require(try await stage.deploy().run)
      let word =
        switch name {
        case .timestamp: String(run.dropFirst("site_".count))
        case .whole: run
        case .latest: "latest"
        }
      let ending = try await stage.run("rollback", "target", word, "--yes")
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.output.contains("-a of new\n    +a of old\n"), "\(ending)")
      #expect(try stage.server.tree() == before)
      #expect(ending.run?.hasPrefix("rollback_") == true, "\(ending)")
    }
  }

  @Test(arguments: Place.allCases)
  func aRunIsUndoneAt(_ place: Place) async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let before = try stage.server.tree()
      try #require(try await stage.deploy().code == .done)
      let word =
        switch place {
        case .playbook: "playbooks/site.yml"
        case .host: "target"
        case .hostAndRoot: "target:\(stage.server.root)"
        }
      let ending = try await stage.run("rollback", word, "latest", "--yes")
      #expect(ending.code == .done, "\(ending)")
      #expect(try stage.server.tree() == before)
    }
  }

  @Test func theGatesOfTheVersionThatReturnsAreAsked() async throws {
    try await Stage.with("target") { stage in
      for version in ["one", "two"] {
        try stage.write("\(version)\n", to: "src/a.txt")
        try stage.playbook(
          steps: """
              - copy: src/a.txt
              - restart: { command: "cp src/a.txt seen" }
              - healthy: { cmd: "grep -q \(version) seen", within: 1s }
            """)
        try #require(try await stage.deploy().code == .done)
      }
      let ending = try await stage.run("rollback", "target", "latest", "--yes")
      #expect(ending.code == .done, "\(ending)")
      #expect(try stage.server.read("seen") == "one\n")
    }
  }

  @Test func aServiceRunsTheOldVersionAfterARollback() async throws {
    try await Stage.with("target") { stage in
      let service = Service(server: stage.server)
      try await service.start()
      let before = try stage.server.tree()
      try stage.write(service.app("two"), to: "src/app.py")
      try stage.write(Service.wording("good evening"), to: "src/wording.py")
      try stage.playbook(steps: service.steps())
      try #require(try await stage.deploy().code == .done)
      try #require(try await service.answer() == "two: good evening")
      let ending = try await stage.run("rollback", "target", "latest", "--yes")
      #expect(ending.code == .done, "\(ending)")
      #expect(try await service.answer() == "one: good morning")
      #expect(try stage.server.tree() == before)
    }
  }

  @Test func aRollbackIsUndoneByARollback() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try #require(try await stage.deploy().code == .done)
      let deployed = try stage.server.tree()
      try #require(try await stage.run("rollback", "target", "latest", "--yes").code == .done)
      try #require(try stage.server.read("src/a.txt") == "a of old\n")
      let ending = try await stage.run("rollback", "target", "latest", "--yes")
      #expect(ending.code == .done, "\(ending)")
      #expect(try stage.server.tree() == deployed)
    }
  }

  @Test func everyLaterRunIsUndoneToo() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let before = try stage.server.tree()
      let first = try await stage.release(["src/a.txt": "a of two\n"])
      _ = try await stage.release(["src/a.txt": "a of three\n", "src/b.txt": "b of three\n"])
      _ = try await stage.release(["src/b.txt": "b of four\n", "src/c.txt": "c of four\n"])
      let ending = try await stage.run("rollback", "target", first, "--yes")
      #expect(ending.code == .done, "\(ending)")
      #expect(try stage.server.tree() == before)
      #expect(try stage.server.history().filter { $0.contains(" bad ") }.count == 3)
    }
  }

  @Test func aRunInTheMiddleLeavesTheEarlierOnes() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      _ = try await stage.release(["src/a.txt": "a of two\n"])
      let after = try stage.server.tree()
      let second = try await stage.release(["src/b.txt": "b of three\n"])
      _ = try await stage.release(["src/a.txt": "a of four\n"])
      let ending = try await stage.run("rollback", "target", second, "--yes")
      #expect(ending.code == .done, "\(ending)")
      #expect(try stage.server.tree() == after)
    }
  }

  @Test func onlyOneRunIsUndoneWhereNoLaterOneTouchedItsFiles() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let first = try await stage.release(["src/a.txt": "a of two\n"])
      _ = try await stage.release(["src/b.txt": "b of three\n"])
      let ending = try await stage.run("rollback", "target", first, "--only", "--yes")
      #expect(ending.code == .done, "\(ending)")
      #expect(try stage.server.read("src/a.txt") == "a of old\n")
      #expect(try stage.server.read("src/b.txt") == "b of three\n")
    }
  }

  @Test func onlyOneRunIsNotUndoneWhereALaterOneTouchedItsFiles() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let first = try await stage.release(["src/a.txt": "a of two\n"])
      let second = try await stage.release(["src/a.txt": "a of three\n"])
      let before = try await stage.server.footprint()
      let ending = try await stage.run("rollback", "target", first, "--only", "--yes")
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("the later run \(second) changed src/a.txt too"), "\(ending)")
      #expect(try await stage.server.footprint() == before)
    }
  }

  @Test func anUnknownTimestampNamesTheNewestRuns() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let first = try await stage.release(["src/a.txt": "a of two\n"])
      let second = try await stage.release(["src/a.txt": "a of three\n"])
      let before = try await stage.server.footprint()
      let ending = try await stage.run("rollback", "target", "19990101_000000", "--yes")
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("there is no run '19990101_000000' here"), "\(ending)")
      #expect(ending.output.contains("\(second), \(first)"), "\(ending)")
      #expect(try await stage.server.footprint() == before)
    }
  }

  @Test(arguments: ["1", "2", "3", "9", ""])
  func withoutARunATerminalGetsTheList(_ answer: String) async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let before = try stage.server.tree()
      let first = try await stage.release(["src/a.txt": "a of two\n"])
      let between = try stage.server.tree()
      let second = try await stage.release(["src/a.txt": "a of three\n", "src/b.txt": "b of three\n"])
      let after = try stage.server.tree()
      try stage.server.write("b by hand\n", to: "backups/by_hand/b.txt")
      let command = [Deployctl.path, "rollback", "target", "-F", stage.sshConfig]
      let words = Typist.words(answering: "\(answer),y", command)
      let ending = try await RunningCommand(words, in: stage.project).ending()
      let rows = ending.output.split(separator: "\r\n").filter {
        $0.hasPrefix("  1 ") || $0.hasPrefix("  2 ") || $0.hasPrefix("  3 ")
      }
      #expect(rows.count >= 3 && rows[0].contains(second) && rows[0].contains(", 2 files, by "), "\(ending)")
      #expect(rows[1].contains(first) && rows[1].contains(", 1 file, by "), "\(ending)")
      #expect(rows[2].contains("by_hand") && rows[2].contains("foreign"), "\(ending)")
      #expect(ending.code == (["1", "2", "3"].contains(answer) ? .done : .usage), "\(ending)")
      let tree = try stage.server.tree()
      switch answer {
      case "1": #expect(tree == between)
      case "2": #expect(tree == before)
      case "3": #expect(try stage.server.read("src/b.txt") == "b by hand\n")
      default: #expect(tree == after)
      }
    }
  }

  @Test func withoutARunAndATerminalTheListIsTheHint() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let run = try await stage.release(["src/a.txt": "a of two\n"])
      let before = try await stage.server.footprint()
      let ending = try await stage.run("rollback", "target", "--yes")
      #expect(ending.code == .usage, "\(ending)")
      #expect(
        ending.errors.contains("hint: deployctl rollback target RUN, where RUN is one of\nhint:   1  \(run)"),
        "\(ending)")
      #expect(try await stage.server.footprint() == before)
    }
  }

  @Test func onlyWhatEveryHostHasCanBeChosenAndOneThatLacksTheSetStopsAll() async throws {
    try await Stage.with("target", "other") { stage in
      try stage.settle()
      try stage.playbook(hosts: "[target, other]", steps: "  - copy: [src/a.txt, src/b.txt]")
      let both = try #require(try await stage.deploy().run)
      let one = try await stage.release(["src/a.txt": "a of three\n"])
      try stage.playbook(hosts: "[target, other]", steps: "  - copy: [src/a.txt, src/b.txt]")
      let before = try stage.servers.map { try $0.tree() }
      let listed = try await stage.run("rollback", "playbooks/site.yml")
      #expect(listed.errors.contains(both) && !listed.errors.contains(one), "\(listed)")
      let ending = try await stage.run("rollback", "playbooks/site.yml", one, "--yes")
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(try stage.servers.map { try $0.tree() } == before)
    }
  }

  @Test func createdFilesGoAndComeBack() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let before = try stage.server.tree()
      _ = try await stage.release(["src/a.txt": "a of two\n", "conf/deep/c.txt": "c\n"])
      let deployed = try stage.server.tree()
      let gone = try await stage.run("rollback", "target", "latest", "--yes")
      #expect(gone.code == .done, "\(gone)")
      #expect(gone.output.contains("remove conf/deep/c.txt"), "\(gone)")
      #expect(try stage.server.tree() == before)
      let back = try await stage.run("rollback", "target", "latest", "--yes")
      #expect(back.code == .done, "\(back)")
      #expect(try stage.server.tree() == deployed)
    }
  }

  @Test func aRollbackWhoseGateFailsIsTakenBack() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try stage.playbook(
        steps: """
            - copy: [src/a.txt, src/b.txt]
            - healthy: { cmd: "grep -q new src/a.txt", within: 1s, every: 200ms }
          """)
      let run = try #require(try await stage.deploy().run)
      let deployed = try stage.server.tree()
      let ending = try await stage.run("rollback", "target", run, "--yes")
      #expect(ending.code == .reverted, "\(ending)")
      #expect(try stage.server.tree() == deployed)
      #expect(try await stage.sets().last == [run, "good"])
    }
  }

  @Test func anEditSinceTheRunIsShownAndKeptInTheSetOfTheRollback() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try #require(try await stage.deploy().code == .done)
      try stage.server.write("a by hand\n", to: "src/a.txt")
      let ending = try await stage.run("rollback", "target", "latest", "--yes")
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.output.contains("changed on the server since site_"), "\(ending)")
      #expect(try stage.server.read("src/a.txt") == "a of old\n")
      let run = try #require(ending.run)
      #expect(try stage.server.read("backups/\(run)/files/src/a.txt") == "a by hand\n")
    }
  }
}
