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

  @Test func aServerThatAsksWhetherSomebodyIsThereIsAnsweredMeanwhile() async throws {
    let asking = ["ClientAliveInterval 1", "ClientAliveCountMax 30", "LogLevel DEBUG"]
    try await Stage.with("target", sshd: asking) { stage in
      try stage.settle()
      let ending = try await Self.deploy(stage) {
        try await eventually("an answer to the server") {
          try stage.server.sshd.log().split(whereSeparator: \.isNewline).filter { $0.contains("for keepalive") }.count
            >= 3
        }
      }
      #expect(ending.code == .done, "\(ending)")
      #expect(!ending.output.contains("lost"), "\(ending)")
      #expect(try stage.server.verdict() == "committed")
    }
  }

  @Test func aConnectionThatIsLostMeanwhileIsMadeAgain() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let ending = try await Self.deploy(stage) { try stage.server.cutSessions() }
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.output.contains("lost"), "\(ending)")
      #expect(try stage.server.read("src/a.txt") == "a of new\n")
      #expect(try stage.server.verdict() == "committed")
    }
  }

  private static func deploy(answering answer: String, _ stage: Stage) async throws -> Ending {
    try await RunningCommand(Typist.words(answering: answer, command(stage)), in: stage.project).ending()
  }

  /// Agrees once something else was done while the question stands.
  private static func deploy(_ stage: Stage, after body: () async throws -> Void) async throws -> Ending {
    let gate = "\(stage.folder)/answer"
    let words = Typist.words(answering: "y", command(stage), once: gate)
    let running = try RunningCommand(words, in: stage.project)
    try await eventually("the question") { Files.exists("\(gate).asked") }
    try await body()
    try Files.write("", to: gate)
    return try await running.ending()
  }

  private static func command(_ stage: Stage) -> [String] {
    [Deployctl.path, "deploy", "playbooks/site.yml", "-F", stage.sshConfig]
  }
}
