import Deploy
import TestSupport
import Testing

/// Values from the command line and the environment, by every command that reads a playbook.
struct VariablesTests {
  private static let playbook = """
    playbook: site
    root: "ROOT"
    vars: { word: playbook }
    environments:
      staging: { hosts: nowhere.invalid }
      prod: { hosts: target, vars: { word: prod } }
    steps:
      - copy: { from: src/a.txt, to: "${word}-${env.DEPLOYCTL_TRIAL}.txt" }

    """

  private static func write(_ stage: Stage) throws {
    try stage.write("a\n", to: "src/a.txt")
    try stage.write(playbook.replacing("ROOT", with: stage.server.root), to: "playbooks/site.yml")
  }

  @Test func theChosenEnvironmentIsDeployedToAndTheCommandLineWins() async throws {
    try await Stage.with("target") { stage in
      try Self.write(stage)
      let words = ["playbooks/site.yml", "--env", "prod"]
      let deploy = try await stage.start(["deploy", "--yes"] + words, ["DEPLOYCTL_TRIAL": "17"]).ending()
      try #require(deploy.code == .done, "\(deploy)")
      #expect(try stage.server.read("prod-17.txt") == "a\n")
      let other = try await stage.start(
        ["deploy", "--yes", "-e", "word=lost", "--extra", "word=won"] + words, ["DEPLOYCTL_TRIAL": "17"]
      ).ending()
      try #require(other.code == .done, "\(other)")
      #expect(try stage.server.read("won-17.txt") == "a\n")
      let backups = try await stage.start(["backups"] + words, ["DEPLOYCTL_TRIAL": "17"]).ending()
      #expect(backups.code == .done, "\(backups)")
      #expect(backups.output.contains("target:"), "\(backups)")
    }
  }

  @Test(
    arguments: [
      (["--env", "prod"], "error: the environment has no variable 'DEPLOYCTL_TRIAL'"),
      ([], "hint: add --env staging or --env prod"),
      (["-e", "nonsense"], "error: --extra: expected NAME=VALUE, found 'nonsense'"),
      (["-e", "host=a"], "error: --extra: the variable 'host' is defined by deployctl"),
      (["--env", "prod", "-e", "wrod=x"], "error: the environment has no variable"),
    ])
  func whatIsMissingOrWrongStopsBeforeAnyHostIsAsked(words: [String], message: String) async throws {
    try await Stage.with("target") { stage in
      try Self.write(stage)
      let ending = try await stage.start(["check", "playbooks/site.yml"] + words).ending()
      #expect(ending.code == .usage, "\(ending)")
      #expect(ending.errors.contains(message), "\(ending)")
    }
  }

  @Test func aVariableThatNothingAsksForIsRefused() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let ending = try await stage.run("check", "playbooks/site.yml", "-e", "color=red")
      #expect(ending.code == .usage, "\(ending)")
      #expect(ending.errors.contains("error: --extra: the playbook asks for no variable 'color'"), "\(ending)")
    }
  }
}
