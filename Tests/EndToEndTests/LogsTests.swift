import Deploy
import Glibc
import TestSupport
import Testing

struct LogsTests {
  @Test func theLogsOfAllHostsAreShownAndAHostThatIsGoneIsNamed() async throws {
    try await Stage.with("one", "two") { stage in
      for server in stage.servers {
        try server.write("fine on \(server.name)\nan error on \(server.name)\nmore on \(server.name)\n", to: "app.log")
      }
      try stage.playbook(hosts: "[one, two]", steps: "  - logs: { file: app.log }")
      let before = try await stage.server.footprint()
      let all = try await stage.run("logs", "playbooks/site.yml", "-n", "2")
      #expect(all.code == .done, "\(all)")
      #expect(
        Set(all.output.split(separator: "\n")) == [
          "one app.log | an error on one", "one app.log | more on one", "two app.log | an error on two",
          "two app.log | more on two",
        ], "\(all)")
      let some = try await stage.run("logs", "playbooks/site.yml", "--grep", "Error", "--limit", "two")
      #expect(some.output == "two app.log | an error on two\n", "\(some)")
      #expect(try await stage.server.footprint() == before)

      await stage.servers[1].stop()
      let rest = try await stage.run("logs", "playbooks/site.yml")
      #expect(rest.code == .notChanged, "\(rest)")
      #expect(rest.output.contains("one app.log | an error on one\n"), "\(rest)")
      #expect(rest.errors.contains("two: not reached"), "\(rest)")
    }
  }

  @Test func aFollowerEndsWellByCtrlC() async throws {
    try await Stage.with("target") { stage in
      try stage.server.write("a line\n", to: "app.log")
      try stage.playbook(steps: "  - logs: { file: app.log }")
      let command = try stage.start(["logs", "playbooks/site.yml", "-f"])
      try await eventually("the first line") { command.answer() == "target app.log | a line\n" }
      command.send(SIGINT)
      let ending = try await command.ending()
      #expect(ending.code == .done, "\(ending)")
    }
  }

  @Test func aFollowerComesBackAndMissesNoLine() async throws {
    try await Stage.with("target") { stage in
      try stage.server.write("one\n", to: "app.log")
      try stage.playbook(steps: "  - logs: { file: app.log }")
      let command = try stage.start(["logs", "playbooks/site.yml", "-f"])
      try await eventually("the first line") { command.answer() == "target app.log | one\n" }
      try stage.server.cutSessions()
      try stage.server.write("one\ntwo\n", to: "app.log")
      try await eventually("the next line") { command.answer() == "target app.log | one\ntarget app.log | two\n" }
      command.send(SIGINT)
      let ending = try await command.ending()
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.errors.contains("target: connection lost ("), "\(ending)")
      #expect(ending.errors.contains("target: connected again\n"), "\(ending)")
    }
  }

  @Test func whatCannotBeListenedToIsSaidBeforeAnyHostIsAsked() async throws {
    try await Stage.with("target") { stage in
      try stage.playbook(steps: "  - restart: { command: x }")
      let silent = try await stage.run("logs", "playbooks/site.yml")
      #expect(silent.code == .usage, "\(silent)")
      #expect(silent.errors.contains("no step of playbooks/site.yml names a unit"), "\(silent)")
      #expect(try await stage.run("logs", "target").code == .usage)
      #expect(try await stage.run("logs", "playbooks/site.yml", "--grep", "a|").errors.contains("--grep: "))
    }
  }
}
