import Deploy
import TestSupport
import Testing

/// Plain files to deploy, where no service is needed.
extension Stage {
  /// The files of the host as they were before the first deploy.
  func settle() throws {
    try server.write("a of old\n", to: "src/a.txt")
    try server.write("b of old\n", to: "src/b.txt")
    try write("a of new\n", to: "src/a.txt")
    try write("b of new\n", to: "src/b.txt")
    try playbook(steps: "  - copy: [src/a.txt, src/b.txt]")
  }

  /// Deploys these contents and returns the run's name.
  func release(_ files: [String: String], as name: String = "site") async throws -> String {
    for (path, text) in files { try write(text, to: path) }
    try playbook(name, steps: "  - copy: [\(files.keys.sorted().joined(separator: ", "))]")
    let ending = try await deploy(name)
    guard ending.code == .done, let run = ending.run else { throw Mishap("a commit: \(ending)") }
    return run
  }

  /// A playbook whose last gate waits for the test.
  func holdPlaybook(_ name: String = "site", hosts: String = "target") throws {
    try playbook(
      name, hosts: hosts,
      steps: """
          - copy: [src/a.txt, src/b.txt]
          - restart: { command: "cat src/a.txt src/b.txt > ../seen" }
          - healthy: { cmd: "test -e ../gate", within: 100s, every: 100ms }
        """)
  }

  /// Runs the body beside a deploy whose files are in place and whose last gate waits for the test.
  static func whileTheGateHolds(
    _ options: [String] = [], _ body: (Stage, Tree, RunningCommand) async throws -> Void
  ) async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try stage.holdPlaybook()
      let before = try stage.server.tree()
      let command = try stage.start(["deploy", "playbooks/site.yml", "--yes"] + options)
      try await eventually("the gate") { try stage.server.isAt(step: 3) }
      try #require(try stage.server.read("src/a.txt") == "a of new\n")
      try await body(stage, before, command)
    }
  }
}

extension Server {
  func openGate() throws { try Files.write("", to: gate) }

  /// What the restart of a held playbook saw last.
  var seen: String {
    get throws { try Files.read("\(folder)/seen") }
  }
}
