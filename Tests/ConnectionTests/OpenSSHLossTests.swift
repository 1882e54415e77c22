import Connection
import Glibc
import Reactor
import SSH
import TestSupport
import Testing

/// What becomes of a command over ssh when a process on the way dies.
@Suite struct OpenSSHLossTests {
  @Test func aServerThatDiesIsALossAndNotAnExitStatus() async throws {
    try await withLoopbackSSHD { server in
      let connection = try await server.commandOverSSH("echo $PPID; exec cat")
      guard case .output(let bytes) = try await connection.receive() else { throw Mishap("no process was named") }
      let session = try #require(Int32(String(decoding: bytes, as: UTF8.self).filter(\.isNumber)))
      kill(session, SIGKILL)
      // ssh may say something about it first, where the command's errors are.
      let failure = await #expect(throws: ConnectionError.self) { try await Transcript.of(connection) }
      #expect(failure?.kind == .lost)
      #expect(failure?.host == "target")
      // The same is told again.
      await #expect(throws: ConnectionError.self) { try await connection.receive() }
      await connection.close()
    }
  }

  @Test func aClientThatIsKilledIsALoss() async throws {
    try await withLoopbackSSHD { server in
      try server.configureClient([server.proxyCommandThatLeavesItsNumbers])
      let connection = try await server.commandOverSSH("echo ready; exec cat")
      _ = try await connection.receive()
      let client = try #require(Int32(try server.folder.read("processes").prefix { $0 != " " }))
      kill(client, SIGKILL)
      let failure = await #expect(throws: ConnectionError.self) { try await connection.receive() }
      #expect(failure?.kind == .lost)
      #expect(failure?.message == "ssh was killed (SIGKILL)")
      await connection.close()
    }
  }

  @Test func closingEndsTheClientAndItsProxyCommand() async throws {
    try await withLoopbackSSHD { server in
      try server.configureClient([server.proxyCommandThatLeavesItsNumbers])
      let connection = try await server.commandOverSSH("echo ready; exec sleep 100")
      #expect(try await connection.receive() == .output(Array("ready\n".utf8)))
      let processes = try server.folder.read("processes").split(separator: " ").compactMap {
        Int32($0.filter(\.isNumber))
      }
      try #require(processes.count == 2)
      await connection.close()
      let deadline = ContinuousClock.now + .seconds(30)
      while processes.contains(where: { kill($0, 0) == 0 }), .now < deadline {
        _ = try await Reactor.shared.wait(for: nil, until: .now + .milliseconds(10))
      }
      #expect(processes.allSatisfy { kill($0, 0) != 0 })
    }
  }

  /// What `confirm_within` stands on: a connection over a master that is open already proves nothing.
  @Test(arguments: [false, true])
  func anOpenMasterIsSharedUnlessTheConnectionMustBeFresh(isFresh: Bool) async throws {
    try await withLoopbackSSHD { server in
      let socket = server.folder.path("m")
      try server.configureClient(["ControlPath \(socket)"])
      let master = try ChildProcess(
        "/usr/bin/ssh", ["-F", server.clientConfig, "-M", "-T", "target", "echo up; exec cat"])
      while case .notYet = master.output.read() {
        _ = try await Reactor.shared.wait(for: master.output.descriptor.map { [Awaited($0, .read)] } ?? [])
      }
      var options = SSHOptions(configFile: server.clientConfig)
      options.isFresh = isFresh
      let connection = try await SSH.Transport.open(
        to: SSHDestination(host: "target"), by: isFresh ? .openssh : .auto, options: options)
      try await connection.start("echo hello; exit 3")
      #expect(try await Transcript.of(connection) == Transcript(output: Array("hello\n".utf8), status: .code(3)))
      let summary = connection.summary
      await connection.close()
      master.terminate()
      let way = "through ssh (its open ControlMaster), since a ControlMaster is open"
      #expect(summary.contains(way) == !isFresh, "\(summary)")
      let log = try server.log()
      #expect(
        log.split(whereSeparator: \.isNewline).count { $0.contains("Accepted publickey") } == (isFresh ? 2 : 1),
        "\(log)")
    }
  }
}

extension LoopbackSSHD {
  /// A way to the server that tells which process asked for it, and which one goes it.
  fileprivate var proxyCommandThatLeavesItsNumbers: String {
    "ProxyCommand sh -c 'echo $PPID $$ >\(folder.path("processes")); exec nc 127.0.0.1 \(port)'"
  }

  fileprivate func commandOverSSH(_ command: String) async throws -> any Connection {
    let options = SSHOptions(configFile: clientConfig)
    let connection = try await SSH.Transport.open(to: SSHDestination(host: "target"), by: .openssh, options: options)
    try await connection.start(command)
    return connection
  }
}
