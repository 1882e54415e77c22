import Connection
import Glibc
import Reactor
import SSH
import TestSupport
import Testing

@Suite struct ResilienceTests {
  @Test func eightConnectionsRunAtOnce() async throws {
    try await withLoopbackSSHD { server in
      let options = SSHOptions(configFile: server.clientConfig)
      let meeting = server.folder.path("meeting")
      mkdir(meeting, 0o700)
      // Each command ends only when all eight are there, so none may wait for another's end.
      let answers = try await withThrowingTaskGroup(of: Received.self) { group in
        for number in 0..<8 {
          group.addTask {
            let connection = try await SSHConnection.open(to: SSHDestination(host: "target"), options: options)
            try await connection.start(
              "cd \(meeting) && : > \(number) && for try in $(seq 2000); do [ $(ls | wc -l) = 8 ] && break; sleep 0.02; done; echo met $(ls | wc -l)"
            )
            let answer = try await connection.receive(until: .now + .seconds(60), wake: nil)
            await connection.close()
            return answer
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers == [Received](repeating: .output(Array("met 8\n".utf8)), count: 8))
    }
  }

  @Test func theServerMayChangeKeysInTheMiddleOfATransfer() async throws {
    try await withLoopbackSSHD(["RekeyLimit 1M", "LogLevel DEBUG1"]) { server in
      let bytes = Bulk.noise(15_000_000)
      let connection = try await server.connect()
      try await connection.start("exec cat")
      try await connection.send(bytes)
      try await connection.sendEnd()
      let transcript = try await Transcript.of(connection)
      await connection.close()
      #expect(transcript == Transcript(output: bytes, status: .code(0)))
      let log = try server.log()
      #expect(log.split(separator: "SSH2_MSG_NEWKEYS received").count > 10)
    }
  }

  /// Without keepalive, so that nothing else wakes whoever waits for what has come already.
  @Test func anAnswerIsNeverOverlookedHoweverSoonItComes() async throws {
    try await withChain(of: 2) { chain async throws in
      let silence = "ServerAliveInterval 600"
      try chain.configure(["target": ["ProxyJump first", silence], "first": [silence]])
      let connection = try await chain.target.connect()
      try await connection.start("exec cat")
      for _ in 0..<10000 {
        try await connection.send([0x0a])
        try #require(try await connection.receive(until: .now + .seconds(60), wake: nil) == .output([0x0a]))
      }
      await connection.close()
    }
  }

  @Test func aServerThatDiesWhileTheCommandWritesIsLost() async throws {
    try await withLoopbackSSHD { server in
      let connection = try await server.connect()
      try await connection.start("echo $PPID; exec yes")
      try await connection.killServer()
      let failure = await #expect(throws: ConnectionError.self) {
        while true { _ = try await connection.receive() }
      }
      #expect(failure?.kind == .lost)
      #expect(failure?.host == "target")
      await connection.close()
    }
  }

  @Test func aServerThatDiesWhileItIsSentToIsLost() async throws {
    try await withLoopbackSSHD { server in
      let connection = try await server.connect()
      try await connection.start("echo $PPID; exec cat > /dev/null")
      try await connection.killServer()
      let failure = await #expect(throws: ConnectionError.self) {
        while true { try await connection.send([UInt8](repeating: 0, count: 1_000_000)) }
      }
      #expect(failure?.kind == .lost)
      await connection.close()
    }
  }

  @Test func aServerThatIsSilentForTooLongIsLost() async throws {
    try await withLoopbackSSHD { server in
      try server.configureClient(["ServerAliveInterval 1", "ServerAliveCountMax 1"])
      let connection = try await server.connect()
      try await connection.start("echo $PPID; exec cat")
      let process = try await connection.server()
      kill(process, SIGSTOP)
      let failure = await #expect(throws: ConnectionError.self) { try await connection.receive() }
      #expect(failure?.kind == .lost)
      #expect(failure?.message == "the host has not answered for 6 s")
      await connection.close()
      kill(process, SIGKILL)
    }
  }

  @Test func aQuietCommandOfALivingServerIsNotLost() async throws {
    try await withLoopbackSSHD { server in
      try server.configureClient(["ServerAliveInterval 1", "ServerAliveCountMax 1"])
      let connection = try await server.connect()
      try await connection.start("sleep 8; echo done")
      #expect(try await connection.receive() == .output(Array("done\n".utf8)))
      await connection.close()
    }
  }

  @Test func closingWithAServerThatNoLongerAnswersDoesNotHang() async throws {
    try await withLoopbackSSHD { server in
      let connection = try await server.connect()
      try await connection.start("echo $PPID; exec cat")
      let process = try await connection.server()
      kill(process, SIGSTOP)
      await connection.close()
      kill(process, SIGKILL)
    }
  }

  @Test func aServerThatTakesNoCommandsSaysSo() async throws {
    try await withLoopbackSSHD(["MaxSessions 0"]) { server in
      let connection = try await server.connect()
      let failure = await #expect(throws: ConnectionError.self) { try await connection.start("echo") }
      #expect(failure?.kind == .protocolError)
      #expect(failure?.message.hasPrefix("cannot open a channel: ") == true)
      await connection.close()
    }
  }
}

extension SSHConnection {
  /// The process of sshd that serves this connection, which the command prints first.
  fileprivate func server() async throws -> Int32 {
    var line: [UInt8] = []
    while !line.contains(0x0a) {
      guard case .output(let bytes) = try await receive() else { throw Mishap("the command did not say who serves it") }
      line += bytes
    }
    let digits = String(decoding: line.prefix { $0 != 0x0a }, as: UTF8.self)
    guard let process = Int32(digits), process > 1 else { throw Mishap("'\(digits)' is no process") }
    return process
  }

  fileprivate func killServer() async throws {
    kill(try await server(), SIGKILL)
  }
}
