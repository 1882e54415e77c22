import Deploy
import Glibc
import Reactor
import TestSupport
import Testing

struct InterruptionTests {
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func anInterruptionPutsBothFilesBack(by signal: Int32) async throws {
    try await Stage.whileTheGateHolds { stage, before, command in
      command.send(signal)
      try await eventually("a revert") {
        try stage.server.journal(stage.server.sets[0]).contains { $0.hasSuffix("reverting") }
      }
      try stage.server.openGate()
      let ending = try await command.ending()
      #expect(ending.code == .interrupted, "\(ending)")
      #expect(ending.errors.contains("interrupted: asking every host to put the old files back"), "\(ending)")
      #expect(try stage.server.tree() == before)
      #expect(try stage.server.verdict() == "reverted")
      #expect(try stage.server.seen == "a of old\nb of old\n", "the service did not get its old files back")
    }
  }

  @Test func aSecondCtrlCLeavesTheRestToTheTarget() async throws {
    try await Stage.whileTheGateHolds { stage, before, command in
      command.send(SIGINT)
      try await eventually("a revert") {
        try stage.server.journal(stage.server.sets[0]).contains { $0.hasSuffix("reverting") }
      }
      command.send(SIGINT)
      let ending = try await command.ending()
      #expect(ending.code == .leftRunning, "\(ending)")
      #expect(ending.errors.contains("target: the host puts the old files back\n"), "\(ending)")
      let command = "deployctl attach -F \(stage.sshConfig) target:\(stage.server.root) \(stage.server.sets[0])"
      #expect(ending.errors.contains("  its verdict: \(command)\n"), "\(ending)")
      try stage.server.openGate()
      try await eventually("a verdict") { try stage.server.verdict() != nil }
      #expect(try stage.server.verdict() == "reverted")
      #expect(try stage.server.tree() == before)
    }
  }

  @Test(arguments: [
    ["deploy", "playbooks/site.yml", "--yes"], ["check", "playbooks/site.yml"], ["backups", "target"],
    ["recover", "target"], ["unlock", "target", "--reason", "gone"],
  ])
  func ctrlCBeforeTheFirstChangeEndsTheProgramAtOnce(words: [String]) async throws {
    let listener = try LoopbackSocket.listen()
    try await Stage.with { stage in
      try Files.write("Host target\nHostName 127.0.0.1\nPort \(try listener.port)\n", to: stage.sshConfig)
      try stage.write("a\n", to: "src/a.txt")
      try stage.playbook(steps: "  - copy: src/a.txt")
      let command = try stage.start(words)
      // A server that never says who it is.
      let caller = try await listener.accept()
      command.send(SIGINT)
      let ending = try await command.ending()
      withExtendedLifetime(caller) {}
      #expect(ending.code == .interrupted, "\(ending)")
      let rest =
        switch words[0] {
        case "recover": "a recovery that has begun goes on at the host"
        case "unlock": "where a lock was taken away, the history says so"
        default: "nothing was changed"
        }
      #expect(ending.errors == "interrupted; \(rest)\n")
    }
  }

  @Test func aKilledProgramLeavesTheTargetToFinish() async throws {
    try await Stage.whileTheGateHolds { stage, _, command in
      command.send(SIGKILL)
      let ending = try await command.ending()
      #expect(ending.status == .signalled(SIGKILL))
      try await Self.expectCommit(on: stage)
    }
  }

  @Test(arguments: [("libssh2", "connection lost"), ("openssh", "connection lost (the connection was lost")])
  func aConnectionThatIsLostIsMadeAgain(by transport: String, saying words: String) async throws {
    try await Stage.whileTheGateHolds(["--transport", transport]) { stage, _, command in
      try stage.server.cutSessions()
      // Opened only when the program has come back: it must follow from where it was.
      try await eventually("a new session") { try !stage.server.sessions().isEmpty }
      try stage.server.openGate()
      let ending = try await command.ending()
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.errors.contains("target  \(words)"), "\(ending)")
      #expect(ending.errors.contains("target  connected again\n"), "\(ending)")
      #expect(ending.errors.split(separator: "\n").count { $0.hasSuffix("copy 2 files: ok") } == 1, "\(ending)")
      #expect(ending.output.contains("target: committed \(stage.server.sets[0])"), "\(ending)")
    }
  }

  @Test func anInterruptionReachesATargetThatWasLostMeanwhile() async throws {
    try await Stage.whileTheGateHolds { stage, before, command in
      try stage.server.cutSessions()
      command.send(SIGINT)
      try await eventually("a revert") {
        try stage.server.journal(stage.server.sets[0]).contains { $0.hasSuffix("reverting") }
      }
      try stage.server.openGate()
      let ending = try await command.ending()
      #expect(ending.code == .interrupted, "\(ending)")
      #expect(try stage.server.tree() == before)
      #expect(try stage.server.verdict() == "reverted")
    }
  }

  @Test func aConnectionThatStaysLostLeavesTheTargetToFinish() async throws {
    try await Stage.whileTheGateHolds(["--reconnect", "1s"]) { stage, _, command in
      try stage.server.cutSessions()
      await stage.server.stop()
      let ending = try await command.ending()
      #expect(ending.code == .leftRunning, "\(ending)")
      let run = stage.server.sets[0]
      #expect(ending.output.contains("it commits when its gates pass, else it puts the old files back"), "\(ending)")
      #expect(ending.output.contains(" target:\(stage.server.root) \(run)\n"), "\(ending)")
      try await Self.expectCommit(on: stage)
    }
  }

  private static func expectCommit(on stage: Stage) async throws {
    try stage.server.openGate()
    try await eventually("a verdict") { try stage.server.verdict() != nil }
    #expect(try stage.server.verdict() == "committed")
    #expect(try stage.server.read("src/a.txt") == "a of new\n")
    #expect(try stage.server.read("src/b.txt") == "b of new\n")
  }
}
