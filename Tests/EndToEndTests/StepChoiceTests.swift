import Deploy
import TestSupport
import Testing

/// Steps that have their turn only sometimes: `when`, `--tags` and `--skip`.
struct StepChoiceTests {
  private static func write(_ stage: Stage) throws {
    for name in ["a", "b", "c"] { try stage.write("\(name) of new\n", to: "src/\(name).txt") }
    try stage.playbook(
      steps: """
          - copy: src/a.txt
            tags: [code]
          - copy: src/b.txt
            tags: [code, config]
            when: host == 'target'
          - copy: src/c.txt
            when: host != 'target'
          - restart: { command: "echo a >> restarts" }
            when: changed(src/a.txt)
            tags: [code]
          - restart: { command: "echo any >> restarts" }
            when: changed(src/?.txt) and not changed(src/c.txt)
          - restart: { command: "echo folder >> restarts" }
            when: changed(src)
        """)
  }

  @Test func whatHasNoTurnIsShownAsSkippedWithItsReason() async throws {
    try await Stage.with("target") { stage in
      try Self.write(stage)
      try stage.server.write("a of new\n", to: "src/a.txt")
      let ending = try await stage.deploy()
      try #require(ending.code == .done, "\(ending)")
      #expect(ending.output.contains("  3 copy src/c.txt: skipped, when host != 'target'\n"), "\(ending)")
      #expect(
        ending.output.contains("  4 restart 'echo a >> restarts': skipped, when changed(src/a.txt)\n"), "\(ending)")
      #expect(!stage.server.exists("src/c.txt"))
      #expect(try stage.server.read("restarts") == "any\nfolder\n")
      let again = try await stage.deploy()
      #expect(again.output.contains("nothing to do"), "\(again)")
    }
  }

  @Test func tagsChooseAmongTheSteps() async throws {
    try await Stage.with("target") { stage in
      try Self.write(stage)
      let some = try await stage.run("deploy", "playbooks/site.yml", "--yes", "--tags", "code", "--skip", "config")
      try #require(some.code == .done, "\(some)")
      #expect(some.output.contains("  2 copy src/b.txt: skipped, --skip config\n"), "\(some)")
      #expect(some.output.contains("  6 restart 'echo folder >> restarts': skipped, --tags code\n"), "\(some)")
      #expect(stage.server.exists("src/a.txt") && !stage.server.exists("src/b.txt"))
      #expect(try stage.server.read("restarts") == "a\n")
      let rest = try await stage.run("check", "playbooks/site.yml", "--tags", "config,code", "--exit-code")
      #expect(rest.code == .pending, "\(rest)")
    }
  }

  @Test func aStepAloneIsDoneWithoutThoseBeforeIt() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try stage.playbook(
        steps: """
            - copy: src/a.txt
            - restart: { command: "echo now >> restarts" }
              tags: service
          """)
      let ending = try await stage.run("deploy", "playbooks/site.yml", "--yes", "--tags", "service")
      try #require(ending.code == .done, "\(ending)")
      #expect(try stage.server.read("restarts") == "now\n")
      #expect(try stage.server.read("src/a.txt") == "a of old\n")
    }
  }

  @Test func aTagThatNoStepHasIsRefused() async throws {
    try await Stage.with("target") { stage in
      try Self.write(stage)
      let ending = try await stage.run("check", "playbooks/site.yml", "--tags", "cod")
      #expect(ending.code == .usage, "\(ending)")
      #expect(ending.errors.contains("error: no step has the tag 'cod' (did you mean 'code'?)"), "\(ending)")
    }
  }
}
