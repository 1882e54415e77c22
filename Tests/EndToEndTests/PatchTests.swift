import Deploy
import TestSupport
import Testing

/// The step `patch`, against files that are not what the playbook's author expected.
struct PatchTests {
  private static let wanted = """
    def groups(event, db):
        event_groups = db.query(EventGroup).filter(EventGroup.event_id == event.id).all()
        return event_groups

    """
  /// The same code, formatted otherwise, beside an edit that nobody brought home.
  private static let drifted = """
    import os  # added by hand at night


    def groups(event, db):
    \tevent_groups = db.query( EventGroup ).filter(
    \t\tEventGroup.event_id == event.id,
    \t\tEventGroup.active,
    \t).all()
    \treturn event_groups

    """
  private static let fixed = """
    import os  # added by hand at night


    def groups(event, db):
    \tgroup_ids = getattr(event, "_group_ids", None) or [g.id for g in event.event_groups]
    \treturn event_groups

    """
  private static let step = """
      - patch:
          file: src/events.py
          find: |
            event_groups = db.query(EventGroup).filter(:[cond...]).all()
          replace: |
            group_ids = getattr(event, "_group_ids", None) or [g.id for g in event.event_groups]
          validate: python3 -m py_compile {}
    """

  @Test func aFixFindsItsPlaceInAFileThatDrifted() async throws {
    try await Stage.with("target") { stage in
      try stage.server.write(Self.drifted, to: "src/events.py", mode: 0o640)
      try stage.playbook(steps: Self.step)
      let plan = try await stage.run("check", "playbooks/site.yml")
      #expect(plan.code == .done, "\(plan)")
      #expect(plan.output.contains("applies at src/events.py:5"), "\(plan)")
      #expect(plan.output.contains("+\tgroup_ids = getattr"), "\(plan)")
      #expect(try stage.server.read("src/events.py") == Self.drifted)

      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      #expect(try stage.server.read("src/events.py") == Self.fixed)

      let before = try await stage.server.footprint()
      let again = try await stage.deploy()
      #expect(again.code == .done, "\(again)")
      #expect(again.output.contains("nothing to do"), "\(again)")
      #expect(again.output.contains("applied already, src/events.py:5"), "\(again)")
      #expect(try await stage.server.footprint() == before)

      #expect(try await stage.run("rollback", "target", "latest", "--yes").code == .done)
      #expect(try stage.server.read("src/events.py") == Self.drifted)
    }
  }

  @Test func oneHostWhereItIsNotFoundKeepsAllUnchanged() async throws {
    try await Stage.with("one", "two") { stage in
      try stage.servers[0].write(Self.wanted, to: "src/events.py")
      let other = Self.wanted.replacing(".all()", with: ".first()")
      try stage.servers[1].write(other, to: "src/events.py")
      try stage.playbook(hosts: "[one, two]", steps: Self.step)
      var before: [String] = []
      for server in stage.servers { before.append(try await server.footprint()) }
      let ending = try await stage.deploy()
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("src/events.py has drifted"), "\(ending)")
      #expect(ending.output.contains("nearest: src/events.py:2 in 'def groups(event, db):'"), "\(ending)")
      #expect(
        ending.output.contains(
          "+    event_groups = db.query(EventGroup).filter(EventGroup.event_id == event.id).first()"), "\(ending)")
      #expect(ending.output.contains("find: |"), "\(ending)")
      for (server, before) in zip(stage.servers, before) { #expect(try await server.footprint() == before) }
    }
  }

  @Test func aFileMayBeCopiedAndThenPatched() async throws {
    try await Stage.with("target") { stage in
      try stage.write("limit = 10\nname = a\n", to: "app.ini")
      try stage.server.write("limit = 5\n", to: "app.ini")
      try stage.playbook(
        steps: """
            - copy: app.ini
            - patch: { file: app.ini, regex: '^limit = 10$', replace: 'limit = 20', validate: "grep -q 'limit = 20' {}" }
            - patch: { file: app.ini, insert: "color = blue", after: "name = a" }
            - restart: { command: "echo restarted >>restarts" }
          """)
      let first = try await stage.deploy()
      #expect(first.code == .done, "\(first)")
      #expect(try stage.server.read("app.ini") == "limit = 20\nname = a\ncolor = blue\n")
      let run = try #require(first.run)
      let manifest = try Files.read("\(stage.server.backups)/\(run)/manifest")
      #expect(manifest.split(separator: "\n").count { $0.hasPrefix("entry ") } == 1)
      // What the copy alone would undo is not a change, and nothing is restarted for it.
      let before = try await stage.server.footprint()
      let second = try await stage.deploy()
      #expect(second.code == .done, "\(second)")
      #expect(second.output.contains("nothing to do"), "\(second)")
      #expect(try await stage.server.footprint() == before)
      #expect(try stage.server.read("restarts") == "restarted\n")
      #expect(try await stage.run("rollback", "target", "latest", "--yes").code == .done)
      #expect(try stage.server.read("app.ini") == "limit = 5\n")
    }
  }

  @Test func aCheckThatRefusesTheResultLeavesTheFileUntouched() async throws {
    try await Stage.with("target") { stage in
      try stage.server.write(Self.wanted, to: "src/events.py")
      try stage.playbook(
        steps: """
            - patch:
                file: src/events.py
                regex: 'return event_groups'
                replace: 'return (event_groups # broken'
                validate: python3 -m py_compile {}
          """)
      let before = try stage.server.tree()
      let ending = try await stage.deploy()
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("validate failed"), "\(ending)")
      #expect(ending.output.contains("SyntaxError"), "\(ending)")
      #expect(try stage.server.tree() == before)
    }
  }

  @Test func aFileThatIsTooLargeForTheProbeIsFetched() async throws {
    try await Stage.with("target") { stage in
      let filler = String(repeating: "value = 1234567890\n", count: 80_000)
      try stage.server.write(filler + "limit = 10\n", to: "big.ini")
      try stage.playbook(steps: "  - patch: { file: big.ini, regex: '^limit = 10$', replace: 'limit = 20' }")
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      #expect(try stage.server.read("big.ini") == filler + "limit = 20\n")
    }
  }

  @Test func whatCannotBePatchedIsSaid() async throws {
    try await Stage.with("target") { stage in
      try stage.server.write("a\0b", to: "binary")
      try Files.makeFolder("\(stage.server.root)/folder")
      let before = try await stage.server.footprint()
      for (file, words) in [
        ("binary", "it is binary"), ("folder", "folder is a folder"), ("gone", "gone is not there"),
      ] {
        try stage.playbook(steps: "  - patch: { file: \(file), regex: 'a', replace: 'b' }")
        let ending = try await stage.deploy()
        #expect(ending.code == .notChanged, "\(ending)")
        #expect(ending.output.contains(words), "\(ending)")
      }
      #expect(try await stage.server.footprint() == before)
    }
  }

  @Test func aLinkInsideOfTheRootIsFollowed() async throws {
    try await Stage.with("target") { stage in
      try stage.server.write("limit = 10\n", to: "releases/3/app.ini")
      _ = try await Tool.run("/bin/ln", ["-s", "releases/3", "\(stage.server.root)/current"])
      try stage.playbook(steps: "  - patch: { file: current/app.ini, regex: '^limit = 10$', replace: 'limit = 20' }")
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      #expect(try stage.server.read("releases/3/app.ini") == "limit = 20\n")
    }
  }
}
