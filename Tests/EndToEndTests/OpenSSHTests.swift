import Deploy
import Glibc
import Reactor
import TestSupport
import Testing

/// Whole runs whose connections are processes of ssh.
struct OpenSSHTests {
  private static let overSSH = ["--transport", "openssh"]

  @Test func aDeployAndItsRollbackGoThroughSSH() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let before = try stage.server.tree()
      let ending = try await stage.run("deploy", "playbooks/site.yml", "--yes", "--transport", "openssh")
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.output.contains(" through ssh (publickey))\n"), "\(ending)")
      let undo = try #require(ending.output.split(separator: "\n").first { $0.contains("undo it with: ") })
      #expect(undo.contains(" --transport openssh "), "\(undo)")
      let back = try await stage.run("rollback", "target", "latest", "--yes", "--transport=openssh")
      #expect(back.code == .done, "\(back)")
      #expect(try stage.server.tree() == before)
    }
  }

  @Test func anRSAKeyIsEnoughToDeploy() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let sshd = stage.server.sshd
      let key = sshd.folder.path("id_rsa")
      try sshd.folder.write(
        try await Tool.makeKey(key, type: "rsa", extra: ["-b", "2048"]), to: "authorized_keys")
      try Files.write(try Files.read(stage.sshConfig).replacing(sshd.identity, with: key), to: stage.sshConfig)
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.output.contains(" through ssh (publickey), since \(key) is an RSA key)\n"), "\(ending)")
    }
  }

  @Test func manyHostsGoThroughSSHAtOnce() async throws {
    try await Stage.with("one", "two", "three") { stage in
      for server in stage.servers { try server.write("old\n", to: "a.txt") }
      try stage.write("new\n", to: "a.txt")
      try stage.playbook(hosts: "[one, two, three]", steps: "  - copy: a.txt")
      let ending = try await stage.run("deploy", "playbooks/site.yml", "--yes", "--transport", "openssh")
      #expect(ending.code == .done, "\(ending)")
      for server in stage.servers { #expect(try server.read("a.txt") == "new\n") }
    }
  }

  /// The terminal sends its signal to everybody in the group; ssh must live on to carry the order.
  @Test(arguments: [SIGINT, SIGHUP])
  func aSignalToTheWholeGroupStillPutsBothFilesBack(signal: Int32) async throws {
    try await Stage.whileTheGateHolds(Self.overSSH) { stage, before, command in
      command.sendToGroup(signal)
      try await eventually("a revert") {
        try stage.server.journal(stage.server.sets[0]).contains { $0.hasSuffix("reverting") }
      }
      try stage.server.openGate()
      let ending = try await command.ending()
      #expect(ending.code == .interrupted, "\(ending)")
      #expect(!ending.errors.contains("connection lost"), "\(ending)")
      #expect(try stage.server.tree() == before)
    }
  }

  /// The order is in ssh's hands when the program ends right after it.
  @Test func twoSignalsAtOnceStillDeliverTheOrder() async throws {
    try await Stage.whileTheGateHolds(Self.overSSH) { stage, before, command in
      command.sendToGroup(SIGINT)
      try await eventually("a revert") {
        try stage.server.journal(stage.server.sets[0]).contains { $0.hasSuffix("reverting") }
      }
      command.sendToGroup(SIGINT)
      #expect(try await command.ending().code == .leftRunning)
      try stage.server.openGate()
      try await eventually("a verdict") { try stage.server.verdict() != nil }
      #expect(try stage.server.verdict() == "reverted")
      #expect(try stage.server.tree() == before)
      // With the program gone, its ssh ends too.
      try await eventually("the end of its session") { try stage.server.sessions().isEmpty }
    }
  }

  @Test func anSSHThatStillConnectsEndsWithTheProgram() async throws {
    let listener = try LoopbackSocket.listen()
    try await Stage.with { stage in
      try Files.write("Host target\nHostName 127.0.0.1\nPort \(try listener.port)\n", to: stage.sshConfig)
      try stage.write("a\n", to: "src/a.txt")
      try stage.playbook(steps: "  - copy: src/a.txt")
      let command = try stage.start(["deploy", "playbooks/site.yml", "--yes", "--transport", "openssh"])
      let caller = try await listener.accept()
      command.sendToGroup(SIGINT)
      #expect(try await command.ending().code == .interrupted)
      #expect(try await caller.hasHungUp(within: .seconds(10)))
    }
  }

  @Test func aRunOfAKilledProgramIsAttachedTo() async throws {
    try await Stage.whileTheGateHolds(Self.overSSH) { stage, _, command in
      command.send(SIGKILL)
      _ = try await command.ending()
      let looking = try stage.start(["attach", "target", "--transport", "openssh"])
      try stage.server.openGate()
      let ending = try await looking.ending()
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.output.hasPrefix("target: committed \(stage.server.sets[0])\n"), "\(ending)")
    }
  }

  /// A master that was open before sshd was changed would let anybody believe that one can still log in.
  @Test func aConfirmationIsALogInOfItsOwnWhereAMasterIsOpen() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let text = try Files.read("\(stage.project)/playbooks/site.yml")
      try stage.write(text.replacing("steps:", with: "confirm_within: 60s\nsteps:"), to: "playbooks/site.yml")
      let config = try Files.read(stage.sshConfig)
      try Files.write("ControlPath \(stage.folder)/m\n\(config)", to: stage.sshConfig)
      let master = try ChildProcess(
        "/usr/bin/ssh", ["-F", stage.sshConfig, "-M", "-T", "target", "echo up; exec cat"])
      defer { master.terminate() }
      while case .notYet = master.output.read() {
        _ = try await Reactor.shared.wait(for: master.output.descriptor.map { [Awaited($0, .read)] } ?? [])
      }
      let ending = try await stage.run("deploy", "playbooks/site.yml", "--yes", "--transport", "openssh")
      #expect(ending.code == .done, "\(ending)")
      #expect(
        ending.output.contains(" through ssh (its open ControlMaster))"), "\(ending)")
      #expect(ending.errors.contains("reached over a new connection"), "\(ending)")
      let logIns = try stage.server.sshd.log().split(whereSeparator: \.isNewline)
        .count { $0.contains("Accepted publickey") }
      #expect(logIns == 2)
    }
  }

  @Test func aHostThatIsNotReachedSaysWhyAndWhatToDo() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try stage.server.sshd.folder.write("", to: "authorized_keys")
      let ending = try await stage.run("check", "playbooks/site.yml", "--transport", "openssh")
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("cannot log in as \(stage.server.sshd.user):"), "\(ending)")
      #expect(ending.output.contains("authorized_keys"), "\(ending)")
    }
  }

  @Test func aTransportThatDoesNotExistIsAUsageError() async throws {
    let ending = try await Deployctl.run(["attach", "lms", "--transport", "pigeon"])
    #expect(ending.code == .usage)
    #expect(ending.errors.contains("--transport: 'pigeon' is none of auto, libssh2, openssh, local"), "\(ending)")
  }
}
