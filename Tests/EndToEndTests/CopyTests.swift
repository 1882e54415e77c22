import Deploy
import Glibc
import TestSupport
import Testing

struct CopyTests {
  @Test func aFileThatIsNotValidIsRefusedBeforeAnythingChanges() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try stage.playbook(
        steps: """
            - copy: src/b.txt
            - copy: { from: src/a.txt, validate: "echo looked at $(cat {}); grep -q old {}" }
          """)
      let before = try stage.server.tree()
      let ending = try await stage.deploy()
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("playbooks/site.yml:6"), "\(ending)")
      #expect(ending.output.contains("validate failed (exit 1)"), "\(ending)")
      #expect(ending.output.contains("| looked at a of new"), "\(ending)")
      #expect(try stage.server.tree() == before)
      #expect(stage.server.sets.isEmpty)
      try stage.playbook(steps: "  - copy: { from: src/a.txt, validate: \"grep -q new {}\" }")
      let valid = try await stage.deploy()
      #expect(valid.code == .done, "\(valid)")
    }
  }

  @Test func modeOwnerAndGroupAreAsThePlaybookSays() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      // Only root can give files away; others name themselves.
      let (owner, group) = getuid() == 0 ? ("daemon", "adm") : ("\(getuid())", "\(getgid())")
      try stage.playbook(
        steps:
          "  - copy: { from: [src/a.txt, src/new.txt], to: src/, mode: \"4750\", owner: \(owner), group: \(group) }")
      try stage.write("new\n", to: "src/new.txt")
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.output.contains("mode 0644 to 4750"), "\(ending)")
      for name in ["a.txt", "new.txt"] {
        let seen = try await Tool.run("/usr/bin/stat", ["-c", "%a %U %G", "\(stage.server.root)/src/\(name)"])
        let wanted = getuid() == 0 ? "4750 daemon adm\n" : try await Self.own(mode: "4750")
        #expect(seen == wanted)
      }
    }
  }

  @Test func aFileKeepsItsModeAndOwnerAndANewOneGetsTheUsual() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let old = "\(stage.server.root)/src/a.txt"
      try #require(chmod(old, 0o600) == 0)
      try #require(getuid() != 0 || chown(old, 1234, 4321) == 0)
      try stage.write("#!/bin/sh\n", to: "bin/tool", mode: 0o700)
      try stage.write("plain\n", to: "conf/plain.txt", mode: 0o600)
      try stage.playbook(steps: "  - copy: [src/a.txt, bin/tool, conf/plain.txt]")
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.output.contains("make folder bin"), "\(ending)")
      let paths = ["src/a.txt", "bin/tool", "conf/plain.txt", "conf"].map { "\(stage.server.root)/\($0)" }
      let seen = try await Tool.run("/usr/bin/stat", ["-c", "%a %u"] + paths)
      #expect(seen == "600 \(getuid() == 0 ? 1234 : getuid())\n755 \(getuid())\n644 \(getuid())\n755 \(getuid())\n")
    }
  }

  @Test func namesThatAShellWouldTwistArriveAsTheyAre() async throws {
    try await Stage.with("target") { stage in
      let names = [
        "two words.txt", "it's \"quoted\".txt", "first\nsecond.txt", "$(touch gone).txt", "-rf", "`id`.txt",
        "back\\slash",
        "star*?[a].txt", "ünï.txt", " leading", "trailing ", "semi;colon&and|more", "~", "#hash", "tab\there", "%s%n",
      ]
      for name in names { try stage.write("new \(name)\n", to: "odd place/\(name)") }
      for name in names.prefix(8) { try stage.server.write("old \(name)\n", to: "odd place/\(name)") }
      let before = try stage.server.tree()
      let items = names.map { "        - \(Self.quoted("odd place/\($0)"))" }.joined(separator: "\n")
      try stage.playbook(steps: "  - copy:\n      from:\n\(items)")
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      for name in names { #expect(try stage.server.read("odd place/\(name)") == "new \(name)\n") }
      #expect(!stage.server.exists("gone") && !stage.server.exists("odd place/gone"))
      let again = try await stage.deploy()
      #expect(again.output.contains("nothing to do"), "\(again)")
      let back = try await stage.run("rollback", "target", "latest", "--yes")
      #expect(back.code == .done, "\(back)")
      #expect(try stage.server.tree() == before)
    }
  }

  @Test func aFileChangedWhileTheQuestionStandsIsNotOverwritten() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      // The validate command runs after the plan was made and before the first change.
      let path = "\(stage.server.root)/src/b.txt"
      try stage.playbook(
        steps: """
            - copy: { from: src/a.txt, validate: ": {}; echo by somebody else > \(path)" }
            - copy: src/b.txt
          """)
      let ending = try await stage.deploy()
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("changed on the server since the plan was made"), "\(ending)")
      #expect(try stage.server.read("src/a.txt") == "a of old\n")
      #expect(try stage.server.read("src/b.txt") == "by somebody else\n")
    }
  }

  private static func own(mode: String) async throws -> String {
    let user = try await Tool.run("/usr/bin/id", ["-un"]).split(separator: "\n")[0]
    let group = try await Tool.run("/usr/bin/id", ["-gn"]).split(separator: "\n")[0]
    return "\(mode) \(user) \(group)\n"
  }

  /// A YAML text in double quotes.
  private static func quoted(_ text: String) -> String {
    var quoted = ""
    for character in text {
      switch character {
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\"", "\\": quoted += "\\\(character)"
      default: quoted.append(character)
      }
    }
    return "\"\(quoted)\""
  }
}
