import Connection
import Reactor
import SSH
import TestSupport
import Testing

/// What ssh says when it cannot connect, in the words and kinds of every other connection.
@Suite struct OpenSSHFailureTests {
  @Test func aPortNobodyListensOnIsRefused() async throws {
    let port = try FreePort.find()
    let failure = try await failure("Host target\nHostName 127.0.0.1\nPort \(port)\n")
    #expect(failure.kind == .refused)
    #expect(failure.host == "target")
    #expect(failure.message == "nothing listens on port \(port) of 127.0.0.1")
  }

  @Test func aNameThatDoesNotExistIsUnreachable() async throws {
    let failure = try await failure("Host target\nHostName no-such-host.invalid\n")
    #expect(failure.kind == .unreachable)
    #expect(failure.message.hasPrefix("cannot find the address of no-such-host.invalid: "))
  }

  @Test func aServerThatSaysNothingIsGivenUp() async throws {
    let listener = try LoopbackSocket.listen()
    let config = "Host target\nHostName 127.0.0.1\nPort \(try listener.port)\nConnectTimeout 1\n"
    async let failure = failure(config)
    let caller = try await listener.accept()
    let found = try await failure
    withExtendedLifetime(caller) {}
    #expect(found.kind == .timedOut)
    #expect(found.message == "it accepts connections, but said nothing in time")
  }

  @Test func whatAServerSaysInItsBannerIsTold() async throws {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    try folder.write("Your account has expired;\n\nplease contact your administrator.\n", to: "banner")
    try await withLoopbackSSHD(["Banner \(folder.path("banner"))"]) { server in
      try server.folder.write("", to: "authorized_keys")
      let found = try await failure(try Files.read(server.clientConfig))
      #expect(found.kind == .authentication)
      #expect(
        found.message.hasSuffix(
          "\n  it said:\n    Your account has expired;\n    please contact your administrator."), "\(found)")
    }
  }

  @Test func aServerThatIsNoSSHServerIsQuoted() async throws {
    let listener = try LoopbackSocket.listen()
    let config = "Host target\nHostName 127.0.0.1\nPort \(try listener.port)\n"
    async let failure = failure(config)
    let caller = try await listener.accept()
    try caller.send("220 mail.example.com ESMTP\r\n")
    caller.endSending()
    let found = try await failure
    withExtendedLifetime(caller) {}
    #expect(found.kind == .protocolError)
    #expect(found.message == "what listens there is no SSH server: it said '220 mail.example.com ESMTP'")
  }

  @Test func aServerThatHangsUpAtOnceIsTriedAgain() async throws {
    let listener = try LoopbackSocket.listen()
    let config = "Host target\nHostName 127.0.0.1\nPort \(try listener.port)\nConnectTimeout 20\n"
    let hangingUp = listener.hangUp()
    let found = try await failure(config)
    hangingUp.cancel()
    #expect(try await hangingUp.value > 1)
    #expect(found.kind == .turnedAway)
    #expect(found.message.hasPrefix("it closed the connection before it said anything; tried "), "\(found)")
    #expect(found.hint?.contains("MaxStartups") == true)
  }

  @Test func aServerThatTurnsMostAwayIsReachedByAll() async throws {
    try await withLoopbackSSHD(["MaxStartups 2:100:2", "LogLevel VERBOSE"]) { server async throws in
      try server.configureClient(["ConnectTimeout 600"])
      let config = server.clientConfig
      try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<12 {
          group.addTask {
            let connection = try await Transport.open(
              to: SSHDestination(host: "target"), by: .openssh, options: SSHOptions(configFile: config))
            try await connection.start("echo here")
            let text = try await Transcript.of(connection).text
            await connection.close()
            return text
          }
        }
        for try await text in group { #expect(text == "here\n") }
      }
      #expect(try server.log().contains("MaxStartups"))
    }
  }

  @Test func aHostThatIsNotKnownIsNotTrusted() async throws {
    try await withLoopbackSSHD { server in
      try server.folder.write("", to: "known_hosts")
      for strictness in ["yes", "ask"] {
        try server.configureClient(["StrictHostKeyChecking \(strictness)"])
        let failure = try await failure(try server.folder.read("ssh_config"))
        #expect(failure.kind == .hostKeyUnknown)
        let fingerprint = try await server.fingerprint()
        #expect(failure.message.contains(fingerprint), "\(failure)")
        #expect(failure.hint == "connect once by hand: ssh target")
      }
    }
  }

  @Test func aChangedHostKeyIsRefusedWithBothFingerprints() async throws {
    try await withLoopbackSSHD { server in
      let other = try await Tool.makeKey(server.folder.path("other"))
      let words = other.split(separator: " ").prefix(2).joined(separator: " ")
      try server.folder.write("# a comment\n[127.0.0.1]:\(server.port) \(words)\n", to: "known_hosts")
      let failure = try await failure(try server.folder.read("ssh_config"))
      #expect(failure.kind == .hostKeyChanged)
      let fingerprint = try await server.fingerprint()
      let expected = try await server.fingerprint(of: words)
      #expect(failure.message.contains("shown now: ssh-ed25519 \(fingerprint)"), "\(failure)")
      #expect(failure.message.contains("expected:  \(expected) (\(server.knownHosts):2)"), "\(failure)")
      #expect(failure.hint?.contains("ssh-keygen -f \"\(server.knownHosts)\" -R") == true, "\(failure)")
    }
  }

  @Test(arguments: ["no", "off", "accept-new"])
  func aChangedHostKeyIsRefusedHoweverTheConfigIs(_ strictness: String) async throws {
    try await withLoopbackSSHD { server in
      let other = try await Tool.makeKey(server.folder.path("other"))
      let words = other.split(separator: " ").prefix(2).joined(separator: " ")
      try server.folder.write("[127.0.0.1]:\(server.port) \(words)\n", to: "known_hosts")
      try server.configureClient(["StrictHostKeyChecking \(strictness)"])
      let failure = try await failure(try server.folder.read("ssh_config"))
      #expect(failure.kind == .hostKeyChanged)
    }
  }

  @Test func aRevokedHostKeyIsRefused() async throws {
    try await withLoopbackSSHD { server in
      try server.folder.write("@revoked [127.0.0.1]:\(server.port) \(server.hostKey)\n", to: "known_hosts")
      let failure = try await failure(try server.folder.read("ssh_config"))
      #expect(failure.kind == .hostKeyRevoked)
    }
  }

  @Test func keysThatTheServerDoesNotTakeAreNamed() async throws {
    try await withLoopbackSSHD { server in
      try server.folder.write("", to: "authorized_keys")
      let failure = try await failure(try server.folder.read("ssh_config"))
      #expect(failure.kind == .authentication)
      #expect(
        failure.message.hasPrefix("cannot log in as \(server.user):\n  \(server.identity) ED25519 "), "\(failure)")
      #expect(failure.message.contains("the server does not accept it"), "\(failure)")
    }
  }

  @Test func tooManyKeysAreCalledThat() async throws {
    try await withLoopbackSSHD(["MaxAuthTries 1"]) { server in
      try server.folder.write("", to: "authorized_keys")
      _ = try await Tool.makeKey(server.folder.path("second"))
      try server.configureClient(["IdentityFile \(server.folder.path("second"))"])
      let failure = try await failure(try server.folder.read("ssh_config"))
      #expect(failure.kind == .authentication)
      #expect(failure.hint?.contains("IdentitiesOnly yes") == true, "\(failure)")
    }
  }

  @Test func anEncryptedKeyIsNotAskedForAndSaysWhatToDo() async throws {
    try await withLoopbackSSHD { server in
      let path = server.folder.path("locked")
      let key = try await Tool.makeKey(path, passphrase: "open sesame")
      try server.folder.write(key, to: "authorized_keys")
      let config = try server.folder.read("ssh_config")
      let failure = try await failure(config.replacing(server.identity, with: path))
      #expect(failure.kind == .authentication)
      #expect(failure.hint?.contains("ssh-add") == true, "\(failure)")
    }
  }

  @Test func algorithmsThatDoNotMeetAreNamed() async throws {
    try await withLoopbackSSHD { server in
      try server.configureClient(["Ciphers aes128-cbc"])
      let failure = try await failure(try server.folder.read("ssh_config"))
      #expect(failure.kind == .protocolError)
      #expect(failure.message.contains("no matching cipher found. Their offer: chacha20"), "\(failure)")
    }
  }

  @Test func aJumpHostThatRefusesIsQuoted() async throws {
    let port = try FreePort.find()
    let failure = try await failure(
      "Host target\nHostName 127.0.0.1\nProxyJump gate\nHost gate\nHostName 127.0.0.1\nPort \(port)\n")
    #expect(failure.kind == .refused)
    #expect(
      failure.message.hasPrefix(
        "the way to it failed:\n  ssh: connect to host 127.0.0.1 port \(port): Connection refused"), "\(failure)")
  }

  /// Where nothing better is known, the last lines of ssh's log are shown, and it writes the whole command there.
  @Test func whatAProxyCommandIsGivenIsNotShown() async throws {
    let nonsense = "sh -c 'echo SSH-2.0-x; echo nonsense nonsense nonsense; sleep 1' --token hush-hush"
    let failure = try await failure("Host target\nProxyCommand \(nonsense)\n")
    #expect(failure.message.hasPrefix("ssh could not connect:\n"), "\(failure)")
    #expect(!"\(failure)".contains("hush-hush"), "\(failure)")
  }

  private func failure(_ config: String) async throws -> ConnectionError {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    // Nothing of the machine's own comes in between.
    try folder.write("\(config)\nHost *\nIdentityAgent none\nGlobalKnownHostsFile none\n", to: "config")
    let connection = try await SSH.Transport.open(
      to: SSHDestination(host: "target"), by: .openssh, options: SSHOptions(configFile: folder.path("config")))
    do {
      try await connection.start("echo hello")
    } catch let error as ConnectionError {
      await connection.close()
      return error
    }
    await connection.close()
    throw Mishap("connecting succeeded")
  }
}

extension LoopbackSSHD {
  fileprivate func fingerprint() async throws -> String {
    let line = try await Tool.run("/usr/bin/ssh-keygen", ["-l", "-f", folder.path("host_key.pub")])
    return String(line.split(separator: " ")[1])
  }
}
