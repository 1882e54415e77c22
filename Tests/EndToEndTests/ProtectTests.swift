import Deploy
import TestSupport
import Testing

/// Hosts that the inventory protects are changed only where somebody named them.
struct ProtectTests {
  private static let hosts = """
    hosts: { one: , two: }
    groups: { prod: { hosts: [one, two], protect: true } }

    """

  private static func settle(_ stage: Stage) throws {
    try stage.settle()
    for server in stage.servers { try server.write("a of old\n", to: "src/a.txt") }
    try stage.playbook(hosts: "prod", steps: "  - copy: src/a.txt")
    try stage.write(hosts, to: "hosts.yml")
  }

  private static func typing(_ answer: String, _ stage: Stage, _ words: String...) async throws -> Ending {
    try await RunningCommand(
      Typist.words(answering: answer, [Deployctl.path] + words + ["-F", stage.sshConfig]), in: stage.project
    ).ending()
  }

  @Test func theirNamesAreTypedInPlaceOfAYes() async throws {
    try await Stage.with("one", "two") { stage in
      try Self.settle(stage)
      let before = try await stage.servers[0].footprint() + stage.servers[1].footprint()
      for (answer, reason) in [
        ("y", "no host 'y' here"), ("one", "not named: two; nothing was changed"),
        ("", "declined; nothing was changed"),
      ] {
        let ending = try await Self.typing(answer, stage, "deploy", "playbooks/site.yml")
        #expect(ending.code == .usage, "\(ending)")
        #expect(
          ending.output.contains("one, two are protected: type their names (or 'prod') to carry this out: "),
          "\(ending)")
        #expect(ending.output.contains(reason), "\(ending)")
      }
      #expect(try await stage.servers[0].footprint() + stage.servers[1].footprint() == before)

      let deploy = try await Self.typing("one two", stage, "deploy", "playbooks/site.yml")
      #expect(deploy.code == .done, "\(deploy)")
      let back = try await Self.typing("prod", stage, "rollback", "playbooks/site.yml", "latest")
      #expect(back.code == .done, "\(back)")
      #expect(try stage.servers[1].read("src/a.txt") == "a of old\n")
    }
  }

  @Test func withoutATerminalYesIsNotEnough() async throws {
    try await Stage.with("one", "two") { stage in
      try Self.settle(stage)
      let before = try await stage.server.footprint()
      let yes = try await stage.run("deploy", "playbooks/site.yml", "--yes", "--protected", "one")
      #expect(yes.code == .usage, "\(yes)")
      #expect(
        yes.errors.contains(
          "two is protected, and there is no terminal to ask on: add --protected two to carry this out"), "\(yes)")
      let named = try await stage.run("deploy", "playbooks/site.yml", "--protected", "prod")
      #expect(named.code == .usage, "\(named)")
      #expect(named.errors.contains("add --yes to carry this out"), "\(named)")
      let wrong = try await stage.run("deploy", "playbooks/site.yml", "--yes", "--protected", "tow")
      #expect(wrong.code == .usage, "\(wrong)")
      #expect(wrong.errors.contains("--protected: no host 'tow' here (did you mean 'two'?)"), "\(wrong)")
      #expect(try await stage.server.footprint() == before)

      let both = try await stage.run("deploy", "playbooks/site.yml", "--yes", "--protected", "one,two")
      #expect(both.code == .done, "\(both)")
      // Where nothing changes there is nothing to agree to.
      let again = try await stage.run("deploy", "playbooks/site.yml", "--yes")
      #expect(again.code == .done, "\(again)")
      let rollback = try await stage.run("rollback", "one:\(stage.server.root)", "latest", "--yes")
      #expect(rollback.code == .usage, "\(rollback)")
      #expect(try stage.server.read("src/a.txt") == "a of new\n")
    }
  }

  @Test func aDeadRunOfAProtectedHostIsNotRecoveredByAYesAlone() async throws {
    try await Stage.with("one") { stage in
      try stage.settle()
      try stage.holdPlaybook(hosts: "one")
      try stage.write("hosts: { one: { protect: true } }\n", to: "hosts.yml")
      let command = try stage.start(["deploy", "playbooks/site.yml", "--yes", "--protected", "one"])
      try await eventually("the gate") { try stage.server.isAt(step: 3) }
      command.send(9)
      _ = try await command.ending()
      Remains.killRuns(startedFor: stage.folder)
      try stage.server.openGate()

      let place = "one:\(stage.server.root)"
      let yes = try await stage.run("recover", place, "--yes")
      #expect(yes.code == .usage, "\(yes)")
      #expect(yes.errors.contains("add --protected one to recover it"), "\(yes)")
      let first = try await stage.run("deploy", "playbooks/site.yml", "--yes", "--recover")
      #expect(first.code == .notChanged, "\(first)")
      #expect(first.errors.contains("one: one is protected, and there is no terminal to ask on"), "\(first)")
      #expect(try stage.server.verdict() != "reverted")
      let typed = try await Self.typing("one", stage, "recover", place)
      #expect(typed.code == .done, "\(typed)")
      #expect(try stage.server.verdict() == "reverted")
    }
  }
}
