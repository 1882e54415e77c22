import Deploy
import TestSupport
import Testing

/// Secrets reach the file that they are for, and nothing else.
struct SecretTests {
  private static let fromEnvironment = #"en'v $ecret &"x" %41"#
  private static let fromFile = "file/secret+42=="
  private static let fromCommand = "command secret ü"
  private static let template = """
    host = ${host}
    password = ${password}
    token = ${token}
    key = ${key}
    mode = MODE

    """
  /// Where the file lies, and where a set keeps the one that it replaced.
  private static let homes = ["/root/conf/app.conf", "/files/conf/app.conf"]

  private static func write(_ stage: Stage, mode: String, gate: String) throws {
    try stage.write(template.replacing("MODE", with: mode), to: "conf/app.conf.tpl")
    try Files.write(fromFile + "\n", to: "\(stage.folder)/token", mode: 0o600)
    try Files.write(fromCommand + "\n", to: "\(stage.folder)/key", mode: 0o600)
    try stage.write(
      """
      playbook: site
      hosts: target
      root: \(stage.server.root)
      secrets:
        password: { env: APP_PASSWORD }
        token: { file: \(stage.folder)/token }
        key: { command: "cat \(stage.folder)/key; cat" }
        unused: { command: "touch \(stage.folder)/unused" }
      steps:
        - template: { from: conf/app.conf.tpl, to: conf/app.conf, validate: "cat {}; test -s {}" }
        - restart: { command: "for p in /proc/[0-9]*; do tr '\\\\0' ' ' <$p/cmdline; done > ../processes 2>/dev/null || :" }
        - healthy: { cmd: "\(gate)", within: 1s, every: 100ms }

      """, to: "playbooks/site.yml")
  }

  private static func run(
    _ stage: Stage, _ words: [String], password: String = fromEnvironment
  ) async throws -> Ending {
    try await stage.start(words, ["APP_PASSWORD": password]).ending()
  }

  @Test func aSecretStandsInItsFileAloneWhateverBecomesOfTheRun() async throws {
    try await Stage.with("target") { stage in
      let sentinel = Sentinel(secrets: [Self.fromEnvironment, "another secret", Self.fromFile, Self.fromCommand])
      let server = stage.server
      try Self.write(stage, mode: "one", gate: "true")
      var said = ""
      for format in ["json", "junit", "github", "sarif"] {
        let report = try await Self.run(stage, ["check", "playbooks/site.yml", "--format", format])
        #expect(report.code == .done, "\(report)")
        said += report.everything
      }
      for words in [
        ["check", "playbooks/site.yml"], ["plan", "--script", "playbooks/site.yml"],
        ["plan", "-o", "plan.json", "playbooks/site.yml"],
      ] {
        let ending = try await Self.run(stage, words)
        #expect(ending.code == .done, "\(ending)")
        #expect(ending.output.contains("+password = •••\n"), "\(ending)")
        said += ending.everything
      }

      let first = try await Self.run(stage, ["apply", "plan.json", "--yes", "--verbose"])
      try #require(first.code == .done, "\(first)")
      let installed = try server.read("conf/app.conf")
      #expect(
        installed
          == "host = target\npassword = \(Self.fromEnvironment)\ntoken = \(Self.fromFile)\n"
          + "key = \(Self.fromCommand)\nmode = one\n")
      #expect(try await Tool.run("/usr/bin/stat", ["-c", "%a", "\(server.root)/conf/app.conf"]) == "600\n")
      #expect(!Files.exists("\(stage.folder)/unused"))
      said += first.everything

      try Self.write(stage, mode: "two", gate: "false")
      let failed = try await Self.run(stage, ["deploy", "playbooks/site.yml", "--yes"], password: "another secret")
      #expect(failed.code == .reverted, "\(failed)")
      #expect(failed.output.contains("-•••\n"), "what the old file held is shown:\n\(failed)")
      #expect(try server.read("conf/app.conf") == installed)
      said += failed.everything
      let streamed = try await Self.run(
        stage, ["deploy", "playbooks/site.yml", "--yes", "--format", "json", "--stream"], password: "another secret")
      #expect(streamed.code == .reverted, "\(streamed)")
      for words in [["show", "target:\(server.root)", "latest"], ["history", "target:\(server.root)"]] {
        said += try await stage.start(words).ending().everything
      }
      said += streamed.everything

      try Self.write(stage, mode: "three", gate: "true")
      let second = try await Self.run(stage, ["deploy", "playbooks/site.yml", "--yes"], password: "another secret")
      try #require(second.code == .done, "\(second)")
      let run = try #require(second.run)
      let diff = try await stage.run("backups", "diff", "target:\(server.root)", run)
      #expect(diff.output.contains("it holds secrets"), "\(diff)")
      let rollback = try await stage.run("rollback", "target:\(server.root)", run, "--yes")
      #expect(rollback.code == .done, "\(rollback)")
      #expect(rollback.output.contains("(no difference to show: it holds secrets)"), "\(rollback)")
      #expect(try server.read("conf/app.conf") == installed)
      try server.write("changed by hand\n", to: "conf/app.conf", mode: 0o600)
      let drift = try await Self.run(stage, ["check", "playbooks/site.yml"])
      #expect(drift.code == .notChanged, "\(drift)")
      #expect(drift.output.contains("changed on the server since"), "\(drift)")
      #expect(!drift.output.contains("changed by hand"), "\(drift)")
      let pull = try await stage.run("pull", "target:\(server.root)", "conf/app.conf", "--yes")
      #expect(pull.output.contains("it is made with secrets"), "\(pull)")
      said += second.everything + rollback.everything + diff.everything + drift.everything + pull.everything

      #expect(sentinel.found(in: said) == [])
      #expect(try sentinel.found(below: server.folder, except: Self.homes) == [])
      #expect(try sentinel.found(below: server.folder, except: []) != [], "nothing would have been found")
      #expect(try Files.read("\(server.folder)/processes").contains("sshd"))
      #expect(try sentinel.found(below: stage.project, except: []) == [])
      #expect(try Files.read("\(stage.project)/plan.json").contains("conf/app.conf.tpl"))
    }
  }

  @Test(arguments: [
    ("", "it is empty"), ("abc", "it has fewer than 4 bytes"), ("a\u{1b}[31m", "it is not text in UTF-8"),
  ])
  func aSecretThatCannotBeHiddenIsRefusedAtItsPlace(value: String, reason: String) async throws {
    try await Stage.with("target") { stage in
      try Self.write(stage, mode: "one", gate: "true")
      let ending = try await Self.run(stage, ["check", "playbooks/site.yml"], password: value)
      #expect(ending.code == .usage, "\(ending)")
      #expect(
        ending.errors.contains("playbooks/site.yml:5:3: error: the secret 'password' cannot be had: \(reason)"),
        "\(ending)")
    }
  }

  @Test func whatCannotBeHadIsToldAtOnce() async throws {
    try await Stage.with("target") { stage in
      try Self.write(stage, mode: "one", gate: "true")
      try Files.write("readable by all\n", to: "\(stage.folder)/token", mode: 0o644)
      Files.remove("\(stage.folder)/key")
      let ending = try await stage.run("check", "playbooks/site.yml")
      #expect(ending.code == .usage, "\(ending)")
      #expect(ending.errors.contains("5:3: error: the secret 'password' cannot be had: the environment has no"))
      #expect(ending.errors.contains("6:3: error: the secret 'token' cannot be had: every account of this machine"))
      #expect(!ending.errors.contains("readable by all"))
    }
  }

  @Test func aFileThatEverybodyMayReadIsNotGivenSecrets() async throws {
    try await Stage.with("target") { stage in
      try Self.write(stage, mode: "one", gate: "true")
      try stage.server.write("old\n", to: "conf/app.conf", mode: 0o644)
      let ending = try await Self.run(stage, ["check", "playbooks/site.yml"])
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(
        ending.output.contains("conf/app.conf is open to every account (mode 0644), and would hold secrets"),
        "\(ending)")
    }
  }
}
