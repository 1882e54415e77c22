import Connection
import Reactor
import SSH
import TestSupport
import Testing

/// What may be wrong with the ssh program itself, and how it is given up.
@Suite struct OpenSSHClientTests {
  @Test func whatItSaysBeforeItHasALogIsToldToo() async throws {
    let failure = try await failure("echo 'command-line: line 0: Bad configuration option: later' >&2; exit 255")
    #expect(failure.kind == .configuration)
    #expect(failure.message == "ssh cannot read its config: command-line: line 0: Bad configuration option: later")
  }

  @Test func oneThatSaysNothingIsNotTakenForLoggedIn() async throws {
    let failure = try await failure("exit 0")
    #expect(failure.kind == .protocolError)
    #expect(failure.message == "ssh could not connect")
    #expect(failure.hint == "see what it says by hand: ssh -v lms")
  }

  @Test func oneThatIsNotThereIsNamed() async throws {
    let connection = OpenSSHConnection(call("/no/such/ssh"))
    let failure = await #expect(throws: ConnectionError.self) { try await connection.start("true") }
    #expect(failure?.kind == .configuration)
    #expect(failure?.message.contains("/no/such/ssh") == true)
  }

  @Test func oneThatNeverLogsInIsGivenUp() async throws {
    let failure = try await failure("exec sleep 100", patience: .milliseconds(50))
    #expect(failure.kind == .timedOut)
  }

  @Test func cancellingEndsTheConnecting() async throws {
    let listener = try LoopbackSocket.listen()
    let port = try listener.port
    let task = Task {
      let folder = try ScratchFolder()
      defer { folder.remove() }
      try folder.write("Host lms\nHostName 127.0.0.1\nPort \(port)\n", to: "config")
      let connection = try await SSH.Transport.open(
        to: SSHDestination(host: "lms"), by: .openssh, options: SSHOptions(configFile: folder.path("config")))
      do {
        try await connection.start("true")
      } catch {
        await connection.close()
        throw error
      }
    }
    let caller = try await listener.accept()
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    withExtendedLifetime(caller) {}
  }

  private func call(_ client: String, patience: Duration = .seconds(60)) -> OpenSSHCall {
    OpenSSHCall(
      client: client, arguments: [], host: "lms", user: "ann", port: 22, reason: nil, place: "lms:22",
      connectTimeout: .seconds(1), patience: patience)
  }

  /// What comes of a program in place of ssh.
  private func failure(_ script: String, patience: Duration = .seconds(60)) async throws -> ConnectionError {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    try folder.write("#!/bin/sh\n\(script)\n", to: "ssh", mode: 0o700)
    let connection = OpenSSHConnection(call(folder.path("ssh"), patience: patience))
    do {
      try await connection.start("true")
    } catch let error as ConnectionError {
      await connection.close()
      return error
    }
    await connection.close()
    throw Mishap("it was taken for logged in")
  }
}
