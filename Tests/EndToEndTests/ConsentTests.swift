import Deploy
import Reactor
import TestSupport
import Testing

struct ConsentTests {
  @Test func withoutATerminalNothingIsCarriedOutUnasked() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let before = try await stage.server.footprint()
      let ending = try await stage.run("deploy", "playbooks/site.yml")
      #expect(ending.code == .usage, "\(ending)")
      #expect(ending.output.contains("+a of new"), "\(ending)")
      #expect(ending.errors.contains("there is no terminal to ask on: add --yes"), "\(ending)")
      #expect(try await stage.server.footprint() == before)
    }
  }

  @Test func anAnswerOfNoDeclines() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let before = try await stage.server.footprint()
      let ending = try await Self.deploy(answering: "n", stage)
      #expect(ending.code == .usage, "\(ending)")
      #expect(ending.output.contains("declined; nothing was changed"), "\(ending)")
      #expect(try await stage.server.footprint() == before)
    }
  }

  @Test func anAnswerOfYesDeploys() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let ending = try await Self.deploy(answering: "y", stage)
      #expect(ending.code == .done, "\(ending)")
      #expect(try stage.server.read("src/a.txt") == "a of new\n")
      #expect(try stage.server.verdict() == "committed")
    }
  }

  @Test func nobodyIsAskedWhenThereIsNothingToDo() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try #require(try await stage.deploy().code == .done)
      let ending = try await stage.run("deploy", "playbooks/site.yml")
      #expect(ending.code == .done, "\(ending)")
    }
  }

  private static func deploy(answering answer: String, _ stage: Stage) async throws -> Ending {
    let command = [Deployctl.path, "deploy", "playbooks/site.yml", "-F", stage.sshConfig]
    return try await RunningCommand(Typist.words(answering: answer, command), in: stage.project).ending()
  }
}
