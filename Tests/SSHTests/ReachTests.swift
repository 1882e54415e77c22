import Connection
import Reactor
import SSH
import TestSupport
import Testing

@Suite struct ReachTests {
  @Test func aPortNobodyListensOnIsRefused() async throws {
    let port = try FreePort.find()
    let failure = try await failure(port)
    #expect(failure.kind == .refused)
    #expect(failure.message == "nothing listens on port \(port)")
  }

  @Test func anErrorNamesTheHostAsTheUserDoes() async throws {
    let folder = try ScratchFolder()
    let port = try FreePort.find()
    try folder.write("Host lms\nHostName 127.0.0.1\nPort \(port)\n", to: "config")
    do {
      _ = try await SSHConnection.open(
        to: SSHDestination(host: "lms"), options: SSHOptions(configFile: folder.path("config")))
      Issue.record("connecting succeeded")
    } catch {
      #expect(error.host == "lms")
      #expect(error.message == "nothing listens on port \(port) of 127.0.0.1")
    }
    try await Tool.run("/bin/rm", ["-rf", folder.path])
  }

  @Test func aServerThatSaysNothingIsGivenUp() async throws {
    let listener = try LoopbackSocket.listen()
    let failure = try await failure(listener.port, timeout: .seconds(5))
    #expect(failure.kind == .timedOut)
    #expect(failure.message == "it accepts connections, but said nothing in time")
  }

  @Test func theConfigSetsTheTimeout() async throws {
    let folder = try ScratchFolder()
    let listener = try LoopbackSocket.listen()
    try folder.write("Host silent\nHostName 127.0.0.1\nPort \(try listener.port)\nConnectTimeout 1\n", to: "config")
    do {
      _ = try await SSHConnection.open(
        to: SSHDestination(host: "silent"), options: SSHOptions(configFile: folder.path("config")))
      Issue.record("connecting succeeded")
    } catch {
      #expect(error.kind == .timedOut)
      #expect(error.host == "silent")
    }
    try await Tool.run("/bin/rm", ["-rf", folder.path])
  }

  @Test func aServerThatIsNoSSHServerIsQuoted() async throws {
    let listener = try LoopbackSocket.listen()
    async let failure = failure(listener.port)
    let caller = try await listener.accept()
    try caller.send("220 mail.example.com ESMTP\u{1b}[2J\r\n")
    caller.endSending()
    let found = try await failure
    withExtendedLifetime(caller) {}
    #expect(found.kind == .protocolError)
    #expect(found.message == "what listens there is no SSH server: it said '220 mail.example.com ESMTP[2J'")
  }

  @Test func aServerThatHangsUpAtOnceIsTriedAgainUntilTheTimeIsUp() async throws {
    let listener = try LoopbackSocket.listen()
    let hangingUp = listener.hangUp()
    let found = try await failure(listener.port, timeout: .seconds(5))
    hangingUp.cancel()
    let callers = try await hangingUp.value
    #expect(found.kind == .turnedAway)
    #expect(callers > 0)
    #expect(found.message.hasPrefix("it closed the connection before it said anything; tried "))
    #expect(found.message.hasSuffix(" times within 5 s"))
    #expect(found.hint?.contains("MaxStartups") == true)
  }

  @Test func aServerThatTurnsMostAwayIsReachedByAll() async throws {
    try await withLoopbackSSHD(["MaxStartups 2:100:2", "LogLevel VERBOSE"]) { server async throws in
      // As long as it takes: what counts is that nobody gives up at the first rebuff.
      let options = SSHOptions(configFile: server.clientConfig, connectTimeout: .seconds(600))
      try await server.connectAtOnce(12, options)
      #expect(try server.log().contains("MaxStartups"))
    }
  }

  @Test func aBannerOfManyLinesIsNoObstacle() async throws {
    try await withLoopbackSSHD(["Banner /dev/null"]) { server in _ = try await server.greet() }
    let folder = try ScratchFolder()
    try folder.write(String(repeating: "authorised use only\n", count: 400), to: "banner")
    try await withLoopbackSSHD(["Banner \(folder.path("banner"))"]) { server async throws in
      #expect(try await server.greet().hasSuffix("(ed25519)"))
    }
    folder.remove()
  }

  @Test func aNameThatDoesNotExistIsUnreachable() async throws {
    do {
      _ = try await SSHConnection.open(to: SSHDestination(host: "no-such-host.invalid"))
      Issue.record("connecting succeeded")
    } catch {
      #expect(error.kind == .unreachable)
      #expect(error.message.hasPrefix("cannot find the address of no-such-host.invalid: "))
      #expect(error.hint != nil)
    }
  }

  @Test(arguments: ["-oProxyCommand=touch /dev/null", "", "two words", "line\nbreak"])
  func aNameThatCouldBeAnOptionIsNeverPassedOn(_ name: String) async throws {
    do {
      _ = try await SSHConnection.open(to: SSHDestination(host: name))
      Issue.record("connecting succeeded")
    } catch {
      #expect(error.kind == .configuration)
      #expect(error.message == "'\(name)' cannot be the name of a host")
    }
  }

  @Test func cancellingEndsTheConnecting() async throws {
    let listener = try LoopbackSocket.listen()
    let port = try listener.port
    let connecting = Task { try await failure(port) }
    let caller = try await listener.accept()
    connecting.cancel()
    let found = try await connecting.value
    withExtendedLifetime(caller) {}
    #expect(found.kind == .cancelled)
  }

  private func failure(_ port: Int, timeout: Duration = .seconds(60)) async throws -> ConnectionError {
    do {
      let connection = try await SSHConnection.open(
        to: SSHDestination(user: "nobody", host: "127.0.0.1", port: port),
        options: SSHOptions(connectTimeout: timeout))
      await connection.close()
    } catch {
      return error
    }
    throw Mishap("connecting succeeded")
  }
}
