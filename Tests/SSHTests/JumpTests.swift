import Connection
import Glibc
@testable import SSH
import TestSupport
import Testing

@Suite struct JumpTests {
  @Test func twoJumpHostsInARowLeadToTheHost() async throws {
    try await withChain(of: 3, ["LogLevel DEBUG1"]) { chain async throws in
      try chain.configure(["target": ["ProxyJump first,second"]])
      let summary = try await chain.target.greet()
      #expect(summary.hasSuffix("(ed25519), by way of first, second"))
      #expect(try chain.servers[0].log().contains("target 127.0.0.1 port \(chain.servers[1].port)"))
      #expect(try chain.servers[1].log().contains("target 127.0.0.1 port \(chain.target.port)"))
    }
  }

  @Test func theConfigOfAJumpHostNamesTheOneBefore() async throws {
    try await withChain(of: 3) { chain async throws in
      try chain.configure([
        "target": ["ProxyJump \(chain.servers[1].user)@second"], "second": ["ProxyJump first"],
      ])
      #expect(try await chain.target.greet().hasSuffix("by way of first, second"))
    }
  }

  @Test func muchGoesBothWaysWhileEverybodyChangesKeys() async throws {
    try await withChain(of: 3, ["RekeyLimit 1M", "LogLevel DEBUG1"]) { chain async throws in
      try chain.configure(["target": ["ProxyJump first,second"]])
      let bytes = Bulk.noise(12_000_000)
      let connection = try await chain.target.connect()
      try await connection.start("exec cat")
      try await connection.send(bytes)
      try await connection.sendEnd()
      let transcript = try await Transcript.of(connection)
      await connection.close()
      #expect(transcript == Transcript(output: bytes, status: .code(0)))
      for server in chain.servers {
        #expect(try server.log().split(separator: "SSH2_MSG_NEWKEYS received").count > 10)
      }
    }
  }

  @Test func aJumpHostThatIsNotThereIsNamed() async throws {
    try await withChain(of: 2) { chain async throws in
      let port = try FreePort.find()
      try chain.configure(["target": ["ProxyJump first"], "first": ["Port \(port)"]])
      let failure = try await chain.target.failure()
      #expect(failure.host == "target")
      #expect(failure.kind == .refused)
      #expect(failure.message == "jump host first: nothing listens on port \(port) of 127.0.0.1")
    }
  }

  @Test func aJumpHostThatShowsAnotherKeyIsNamed() async throws {
    try await withChain(of: 2) { chain async throws in
      try chain.configure([
        "target": ["ProxyJump first"], "first": ["UserKnownHostsFile \(chain.target.knownHosts)"],
      ])
      let name = "[127.0.0.1]:\(chain.servers[0].port)"
      let known = try chain.target.folder.read("known_hosts")
      try chain.target.folder.write("\(known)\(name) \(chain.target.hostKey)\n", to: "known_hosts")
      let failure = try await chain.target.failure()
      #expect(failure.kind == .hostKeyChanged)
      #expect(failure.message.hasPrefix("jump host first: the host's key has changed"))
      #expect(failure.hint?.hasSuffix("ssh-keygen -f '\(chain.target.knownHosts)' -R '\(name)'") == true)
    }
  }

  @Test func aNewHostBehindAJumpHostIsNotToBeScannedFromHere() async throws {
    try await withChain(of: 2) { chain async throws in
      try chain.configure(["target": ["ProxyJump first"]])
      try chain.target.folder.write("", to: "known_hosts")
      let failure = try await chain.target.failure()
      #expect(failure.kind == .hostKeyUnknown)
      #expect(failure.hint == "connect once by hand (ssh target)")
    }
  }

  @Test func aJumpHostThatTakesNoKeyIsNamed() async throws {
    try await withChain(of: 3) { chain async throws in
      try chain.configure(["target": ["ProxyJump first,second"]])
      try chain.servers[1].folder.write("", to: "authorized_keys")
      let failure = try await chain.target.failure()
      #expect(failure.kind == .authentication)
      #expect(failure.message.hasPrefix("jump host second: cannot log in as \(chain.target.user):\n"))
    }
  }

  @Test func aJumpHostThatForwardsNothingIsNamed() async throws {
    try await withChain(of: 2, ["AllowTcpForwarding no"]) { chain async throws in
      try chain.configure(["target": ["ProxyJump first"]])
      let failure = try await chain.target.failure()
      #expect(failure.kind == .forbidden)
      #expect(
        failure.message
          == "jump host first: it does not let this account connect to target (127.0.0.1), port \(chain.target.port)")
      #expect(failure.hint?.contains("AllowTcpForwarding") == true)
    }
  }

  @Test func aHostThatTheJumpHostCannotReachIsNamed() async throws {
    try await withChain(of: 2) { chain async throws in
      let port = try FreePort.find()
      try chain.configure(["target": ["ProxyJump first", "Port \(port)"]])
      let failure = try await chain.target.failure()
      #expect(failure.kind == .unreachable)
      #expect(failure.message == "jump host first: it cannot connect to target (127.0.0.1), port \(port)")
      #expect(failure.hint?.hasPrefix("look from there (ssh first)") == true)
    }
  }

  @Test func aJumpHostThatDiesOnTheWayIsNamed() async throws {
    try await withChain(of: 2) { chain async throws in
      try chain.configure(["target": ["ProxyJump first"]])
      let connection = try await chain.target.connect()
      try await connection.start("exec yes")
      _ = try await connection.receive()
      await chain.servers[0].stop()
      let failure = await #expect(throws: ConnectionError.self) {
        while true { _ = try await connection.receive() }
      }
      #expect(failure?.kind == .lost)
      #expect(failure?.host == "target")
      #expect(failure?.message.hasPrefix("jump host first: the connection was lost") == true)
      await connection.close()
    }
  }

  @Test func aSilentJumpHostIsNoticedWhileTheCommandIsFollowed() async throws {
    try await withChain(of: 2) { chain async throws in
      try chain.configure([
        "target": ["ProxyJump first"], "first": ["ServerAliveInterval 1", "ServerAliveCountMax 1"],
      ])
      let connection = try await chain.target.connect()
      try await connection.start("echo $PPID; exec cat")
      _ = try await connection.receive()
      let stopped = try await chain.servers[0].stopConnections()
      let failure = await #expect(throws: ConnectionError.self) { try await connection.receive() }
      #expect(failure?.kind == .lost)
      #expect(failure?.message == "jump host first: the host has not answered for 6 s")
      await connection.close()
      for process in stopped { kill(process, SIGKILL) }
    }
  }

  @Test func jumpHostsThatLeadInACircleAreRefused() async throws {
    try await withChain(of: 3) { chain async throws in
      try chain.configure(["target": ["ProxyJump first"], "first": ["ProxyJump second"], "second": ["ProxyJump first"]])
      let failure = try await chain.target.failure()
      #expect(failure.kind == .configuration)
      #expect(
        failure.message
          == "ProxyJump leads through more than 16 hosts: target, through first, through second, through first, …")
    }
  }

  @Test(
    arguments: [
      ("a", [SSHDestination(host: "a")]), ("ann@a:2201,b", [SSHDestination(user: "ann", host: "a", port: 2201), .b]),
      ("ann@x@[::1]:33", [SSHDestination(user: "ann@x", host: "::1", port: 33)]),
      ("ssh://u@h:2/", [SSHDestination(user: "u", host: "h", port: 2)]), ("", nil), ("a,,b", nil), ("a:x", nil),
      ("a:70000", nil), ("[::1", nil), ("@a", nil),
    ] as [(String, [SSHDestination]?)])
  func aListOfJumpHostsIsRead(_ list: String, _ expected: [SSHDestination]?) {
    #expect(JumpHosts(list)?.hosts == expected)
  }
}

extension SSHDestination {
  fileprivate static let b = SSHDestination(host: "b")
}

extension LoopbackSSHD {
  /// Stops every process that serves a connection; they have to be killed afterwards.
  fileprivate func stopConnections() async throws -> [Int32] {
    let listener = try folder.read("pid").filter(\.isNumber)
    let text = try await Tool.run(
      "/bin/sh", ["-c", #"pgrep -P "$0" | while read -r p; do echo "$p"; pgrep -P "$p" || :; done"#, listener])
    let processes = text.split(separator: "\n").compactMap { Int32($0) }
    guard !processes.isEmpty else { throw Mishap("the server serves nobody") }
    for process in processes { kill(process, SIGSTOP) }
    return processes
  }
}
