import Deploy
import TestSupport
import Testing

/// What the program says of itself.
struct HelpTests {
  private static let commands = [
    "deploy", "check", "plan", "apply", "rollback", "backups", "backups show", "backups diff", "backups verify",
    "backups pull",
    "backups prune", "history", "show", "logs", "status", "attach", "recover", "unlock", "pull", "doctor", "init",
    "schema",
    "completions", "patch",
    "version",
  ]

  @Test func theOverviewNamesEveryCommand() async throws {
    let overview = try await Deployctl.run(["help"])
    #expect(overview.code == .done)
    for name in Self.commands where !name.contains(" ") {
      #expect(overview.output.contains("\n  \(name) "), "\(name): \(overview)")
    }
  }

  @Test(arguments: commands.filter { !["patch", "init", "schema", "completions", "version"].contains($0) })
  func whereverAPlaybookIsReadItsVariablesCanBeGiven(_ name: String) async throws {
    let help = try await Deployctl.run(name.split(separator: " ").map(String.init) + ["--help"])
    #expect(help.output.contains("--extra NAME=VALUE") && help.output.contains("--env NAME"), "\(help)")
  }

  @Test(arguments: commands)
  func everyCommandHasExamplesAndItsExitCodes(_ name: String) async throws {
    let help = try await Deployctl.run(name.split(separator: " ").map(String.init) + ["--help"])
    #expect(help.code == .done, "\(help)")
    let lines = help.output.split(separator: "\n").map(String.init)
    let examples = lines.drop { $0 != "examples:" }.dropFirst().prefix { $0.hasPrefix("  deployctl ") }
    #expect(examples.count >= 2, "\(help)")
    #expect(examples.allSatisfy { $0.hasPrefix("  deployctl \(name)") || name == "version" }, "\(help)")
    let codes = lines.drop { $0 != "exit codes:" }.dropFirst()
    #expect(!codes.isEmpty && codes.first?.hasPrefix("    0  done") == true, "\(help)")
    // The page says the same, under the heading of the command.
    let page = try Files.read("\(Schema.top)/docs/commands.md")
    let heading = "\n## \(name.split(separator: " ").first ?? "")\n"
    let section = try #require(page.split(separator: heading, maxSplits: 1).last).split(separator: "\n## ")[0]
    let told = try #require(section.split(separator: "Exit code").last)
    let numbers = told.drop { $0 != ":" }.prefix { $0 != "." }.split { !$0.isNumber }.map(String.init)
    #expect(codes.map { String($0.split(separator: " ")[0]) } == numbers, "\(help)")
  }

  @Test(arguments: [
    (["deplyo"], "no command 'deplyo' (did you mean 'deploy'?)"),
    (["help", "rolback"], "no command 'rolback' (did you mean 'rollback'?)"),
    (["check", "x.yml", "--exitcode"], "no option '--exitcode' of check (did you mean '--exit-code'?)"),
    (["check", "x.yml", "--format", "jsn"], "(did you mean 'json'?)"),
    (["check", "x.yml", "--transport", "opnssh"], "(did you mean 'openssh'?)"),
    (["completions", "bsh"], "(did you mean 'bash'?)"),
    (["schema", "playbok"], "no schema 'playbok' (did you mean 'playbook'?)"),
  ])
  func aWrongWordGetsTheNearestRightOne(_ words: [String], _ said: String) async throws {
    try await Stage.with { stage in
      try stage.write("playbook: x\nhosts: localhost\nroot: /srv/x\nsteps:\n  - copy: x.yml\n", to: "x.yml")
      let ending = try await Deployctl.start(words, in: stage.project).ending()
      #expect(ending.code == .usage && ending.errors.contains(said), "\(ending)")
    }
  }
}

/// Completion, by the shells themselves.
struct CompletionTests {
  /// Runs a script in a folder with a playbook and hosts.yml, with the program in PATH.
  private func run(_ shell: [String], _ script: String) async throws -> String {
    var output = ""
    try await Stage.with { stage in
      try stage.write("hosts:\n  web-1:\n  web-2:\ngroups:\n  web: [web-1, web-2]\n", to: "hosts.yml")
      try stage.write("", to: "playbooks/site.yml")
      for name in ["bash", "zsh", "fish"] {
        try stage.write(try await Deployctl.run(["completions", name]).output, to: "completion.\(name)")
      }
      let path = Deployctl.path.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
      let command = try RunningCommand(shell + [script], in: stage.project, ["PATH": "\(path):/usr/bin:/bin"])
      let ending = try await command.ending()
      try #require(ending.code == .done, "\(ending)")
      output = ending.output
    }
    return output
  }

  @Test(arguments: [
    ("deployctl roll", ["rollback"]), ("deployctl backups ver", ["verify"]),
    ("deployctl check --off", ["--offline"]), ("deployctl check --format s", ["sarif"]),
    ("deployctl deploy playbooks/", ["playbooks/site.yml"]), ("deployctl history web-", ["web-1", "web-2"]),
    ("deployctl deploy --limit we", ["web", "web-1", "web-2"]),
  ])
  func bashAndFishKnowWhatMayFollow(_ line: String, _ wanted: [String]) async throws {
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    let bash = """
      . ./completion.bash
      COMP_WORDS=(\(words.map { "'\($0)'" }.joined(separator: " "))); COMP_CWORD=\(words.count - 1)
      _deployctl
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    #expect(try await run(["/bin/bash", "--norc", "-c"], bash).split(separator: "\n").map(String.init) == wanted)
    let fish = try await run(["/usr/bin/fish", "-N", "-c"], "source completion.fish; complete -C '\(line)'")
    let found = fish.split(separator: "\n").map { String($0.split(separator: "\t")[0]) }
    #expect(Set(wanted).isSubset(of: found), "\(fish)")
  }

  @Test func zshReadsIts() async throws {
    let script = """
      autoload -Uz compinit && compinit -u -D
      source ./completion.zsh
      print -r -- $_comps[deployctl]
      compadd() { [[ $1 == -a ]] && print -rl -- ${(P)2} || print -rl -- "$@" }
      words=(deployctl history ''); CURRENT=3; _files() { print -r -- files }
      _deployctl
      """
    let said = try await run(["/usr/bin/zsh", "-f", "-c"], script)
    #expect(
      said.split(separator: "\n").map(String.init) == ["_deployctl", "files", "web", "web-1", "web-2"], "\(said)")
  }

  @Test func theInstallationPutsProgramAndCompletionsInPlace() async throws {
    try await Stage.with { stage in
      let command = try RunningCommand(
        ["\(Schema.top)/scripts/install", Deployctl.path], in: stage.folder,
        ["DESTDIR": "\(stage.folder)/dest", "PREFIX": "/opt/deployctl"])
      let ending = try await command.ending()
      #expect(ending.code == .done, "\(ending)")
      let top = "\(stage.folder)/dest/opt/deployctl"
      let version = try await Tool.run("\(top)/bin/deployctl", ["version"])
      #expect(version.hasPrefix("deployctl "))
      for path in [
        "share/bash-completion/completions/deployctl", "share/zsh/site-functions/_deployctl",
        "share/fish/vendor_completions.d/deployctl.fish",
      ] {
        #expect(try Files.read("\(top)/\(path)").contains("rollback"), "\(path)")
      }
    }
  }
}
