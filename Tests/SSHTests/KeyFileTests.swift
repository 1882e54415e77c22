import Connection
import SSH
import TestSupport
import Testing

@Suite struct KeyFileTests {
  private struct Kind: Sendable, CustomTestStringConvertible {
    let type: String
    let bits: String?
    let format: String?
    let name: String

    var testDescription: String { [type, bits, format].compactMap { $0 }.joined(separator: " ") }
    var extra: [String] { (bits.map { ["-b", $0] } ?? []) + (format.map { ["-m", $0] } ?? []) }
  }

  private static let kinds = [
    Kind(type: "ed25519", bits: nil, format: nil, name: "ed25519"),
    Kind(type: "ecdsa", bits: "256", format: nil, name: "ecdsa"),
    Kind(type: "ecdsa", bits: "384", format: nil, name: "ecdsa"),
    Kind(type: "ecdsa", bits: "521", format: nil, name: "ecdsa"),
    Kind(type: "ecdsa", bits: "256", format: "PEM", name: "ecdsa"),
    Kind(type: "ecdsa", bits: "384", format: "PKCS8", name: "ecdsa"),
  ]

  @Test(arguments: kinds)
  private func aKeyLogsIn(_ kind: Kind) async throws {
    try await withLoopbackSSHD { server in
      let path = server.folder.path("key")
      let publicKey = try await Tool.makeKey(path, type: kind.type, extra: kind.extra)
      try server.folder.write(publicKey, to: "authorized_keys")
      try server.configureClient(["IdentityFile \(path)"])
      let summary = try await server.greet()
      #expect(summary == "\(server.user)@target:\(server.port) through libssh2 (\(kind.name))")
    }
  }

  @Test(arguments: kinds)
  private func anEncryptedKeyLogsInWithItsPassphrase(_ kind: Kind) async throws {
    try await withLoopbackSSHD { server in
      let path = server.folder.path("key")
      let publicKey = try await Tool.makeKey(path, type: kind.type, passphrase: "open sesame", extra: kind.extra)
      try server.folder.write(publicKey, to: "authorized_keys")
      try server.configureClient(["IdentityFile \(path)"])
      let person = Person(["wrong", "open sesame"])
      _ = try await server.greet(person.prompts)
      let asked = await person.secretsAsked
      #expect(asked.map(\.subject) == [.passphrase(keyFile: path), .passphrase(keyFile: path)])
      #expect(asked.map(\.attempt) == [1, 2])
    }
  }

  @Test func aPassphraseIsAskedForThreeTimes() async throws {
    try await withLoopbackSSHD { server in
      let path = server.folder.path("key")
      let publicKey = try await Tool.makeKey(path, passphrase: "open sesame")
      try server.folder.write(publicKey, to: "authorized_keys")
      try server.folder.write("", to: "ssh_config")
      try server.configureOnly(identity: path)
      let person = Person(["a", "b", "c", "open sesame"])
      let failure = try await server.failure(person.prompts)
      #expect(failure.kind == .authentication)
      #expect(failure.message == "cannot log in as \(server.user):\n  \(path) (ed25519): the passphrase was wrong")
      #expect(await person.secretsAsked.count == 3)
    }
  }

  @Test func aPassphraseIsNotAskedForAKeyTheServerWouldRefuse() async throws {
    try await withLoopbackSSHD { server in
      let path = server.folder.path("key")
      _ = try await Tool.makeKey(path, passphrase: "open sesame")
      try server.configureOnly(identity: path)
      let person = Person([])
      let failure = try await server.failure(person.prompts)
      #expect(failure.message == "cannot log in as \(server.user):\n  \(path) (ed25519): the server does not accept it")
      #expect(await person.secretsAsked.isEmpty)
    }
  }

  /// Without its public half a key has to be opened before the server can be asked about it.
  @Test(arguments: ["PEM", "PKCS8"])
  func aPassphraseThatWasRightIsNotAskedForAgain(_ format: String) async throws {
    try await withLoopbackSSHD(["LogLevel VERBOSE"]) { server in
      let path = server.folder.path("key")
      _ = try await Tool.makeKey(path, type: "ecdsa", passphrase: "open sesame", extra: ["-m", format])
      Files.remove("\(path).pub")
      try server.configureOnly(identity: path)
      let person = Person(["wrong", "open sesame", "never asked"])
      let failure = try await server.failure(person.prompts)
      #expect(failure.message == "cannot log in as \(server.user):\n  \(path): the server does not accept it")
      #expect(await person.secretsAsked.map(\.attempt) == [1, 2])
      // What did not open was not shown to the server, which counts (MaxAuthTries).
      #expect(try server.log().split(separator: "\n").count { $0.contains("Failed publickey") } == 1)
    }
  }

  @Test func aKeyThatLibssh2CannotDecryptIsNotCalledAWrongPassphrase() async throws {
    try await withLoopbackSSHD { server in
      let path = server.folder.path("key")
      let extra = ["-Z", "chacha20-poly1305@openssh.com"]
      try server.authorize(try await Tool.makeKey(path, passphrase: "open sesame", extra: extra))
      try server.configureOnly(identity: path)
      let person = Person(["open sesame", "never asked"])
      let failure = try await server.failure(person.prompts)
      #expect(failure.message.hasSuffix("key (ed25519): libssh2 cannot open it: No supported cipher found"))
      #expect(await person.secretsAsked.count == 1)
    }
  }

  @Test func severalConnectionsAskForAPassphraseOnce() async throws {
    try await withLoopbackSSHD { server in
      let path = server.folder.path("key")
      let publicKey = try await Tool.makeKey(path, passphrase: "open sesame")
      try server.folder.write(publicKey, to: "authorized_keys")
      try server.configureOnly(identity: path)
      let person = Person(["wrong", "open sesame"])
      let prompts = person.prompts.remembering()
      try await server.connectAtOnce(4, SSHOptions(configFile: server.clientConfig, prompts: prompts))
      #expect(await person.secretsAsked.count == 2)
      _ = try await server.greet(prompts)
      #expect(await person.secretsAsked.count == 2)
    }
  }

  @Test func withBatchModeNobodyIsAsked() async throws {
    try await withLoopbackSSHD { server in
      let path = server.folder.path("key")
      try server.folder.write(try await Tool.makeKey(path, passphrase: "open sesame"), to: "authorized_keys")
      try server.configureOnly(identity: path)
      try server.configureClient(["BatchMode yes"])
      let person = Person(["open sesame"])
      #expect(try await server.failure(person.prompts).kind == .authentication)
      #expect(await person.secretsAsked.isEmpty)
    }
  }

  @Test func withoutKeysInTheConfigNoneIsTried() async throws {
    try await withLoopbackSSHD { server in
      try server.configureClient(["PubkeyAuthentication no"])
      let failure = try await server.failure()
      #expect(failure.message.contains("the ssh config allows no keys"))
    }
  }

  @Test func anAccountThatMayNotLogInIsHintedAt() async throws {
    try await withLoopbackSSHD(["AllowUsers somebody-else"]) { server in
      let failure = try await server.failure()
      #expect(failure.kind == .authentication)
      #expect(failure.hint?.contains("locked, without a shell, or not among AllowUsers") == true)
    }
  }

  @Test func withoutAPromptAnEncryptedKeyIsPassedOver() async throws {
    try await withLoopbackSSHD { server in
      let path = server.folder.path("key")
      _ = try await Tool.makeKey(path, passphrase: "open sesame")
      try server.configureClient(["IdentityFile \(path)"])
      #expect(try await server.greet().hasSuffix("(ed25519)"))
      try server.configureOnly(identity: path)
      let failure = try await server.failure()
      #expect(failure.message.hasSuffix("it is encrypted, and nobody is there to ask for the passphrase"))
    }
  }

  @Test func anRSAKeyIsRefusedWithTheReason() async throws {
    try await withLoopbackSSHD { server in
      let path = server.folder.path("id_rsa")
      let publicKey = try await Tool.makeKey(path, type: "rsa", extra: ["-b", "2048"])
      try server.folder.write(publicKey, to: "authorized_keys")
      try server.configureOnly(identity: path)
      let reason = "libssh2 cannot use the RSA key \(path) with this server"
      let failure = try await server.failure()
      #expect(failure.kind == .needsOpenSSH(reason: reason))
      #expect(
        failure.message == """
          cannot log in as \(server.user): \(reason)
            \(path): libssh2 cannot use this RSA key
          """)
      #expect(
        failure.hint
          == "use an ed25519 key (ssh-keygen -t ed25519), or let ssh connect (--transport openssh)"
      )
    }
  }

  @Test func theServerIsNotAskedHowToLogInWhereAKeyIsEnough() async throws {
    try await withLoopbackSSHD(["LogLevel DEBUG1"]) { server in
      _ = try await server.greet()
      let requests = try server.log().split(whereSeparator: \.isNewline)
        .filter { $0.contains("userauth-request for user") }
      // Whether the key would do, and the signature.
      #expect(requests.count == 2)
      #expect(requests.allSatisfy { $0.hasSuffix("method publickey [preauth]") })
    }
  }

  @Test func anRSAKeyDoesNotStandInTheWayOfAnother() async throws {
    try await withLoopbackSSHD { server in
      let path = server.folder.path("id_rsa")
      _ = try await Tool.makeKey(path, type: "rsa", extra: ["-b", "2048"])
      try server.configureClient(["IdentityFile \(path)"])
      #expect(try await server.greet().hasSuffix("(ed25519)"))
    }
  }

  @Test func theErrorListsEveryKeyTried() async throws {
    try await withLoopbackSSHD { server in
      try server.folder.write("", to: "authorized_keys")
      try server.folder.write("no key at all\n", to: "garbage")
      _ = try await Tool.makeKey(server.folder.path("open"))
      try await Tool.run("/bin/chmod", ["644", server.folder.path("open")])
      let lines = ["garbage", "missing", "open"].map { "IdentityFile \(server.folder.path($0))" }
      try server.configureClient(lines)
      let failure = try await server.failure()
      #expect(failure.kind == .authentication)
      #expect(
        failure.message == """
          cannot log in as \(server.user):
            \(server.folder.path("garbage")): this is no private key
            \(server.folder.path("open")): others can read this private key, so it is not used (chmod 600)
            \(server.identity) (ed25519): the server does not accept it
          """)
    }
  }

  @Test func tooManyKeysAreExplained() async throws {
    try await withLoopbackSSHD(["MaxAuthTries 2"]) { server in
      for number in 1...4 { _ = try await Tool.makeKey(server.folder.path("key\(number)")) }
      try server.configureClient((1...4).map { "IdentityFile \(server.folder.path("key\($0)"))" })
      let failure = try await server.failure()
      #expect(failure.kind == .authentication)
      #expect(failure.message.contains("then the server hung up: it said 'Too many authentication failures'"))
      #expect(failure.hint == "name the right key with IdentityFile and set IdentitiesOnly yes in the ssh config")
    }
  }
}

extension LoopbackSSHD {
  /// Leaves no key in the client's config but this one.
  func configureOnly(identity: String) throws {
    let config = """
      Host target
      HostName 127.0.0.1
      Port \(port)
      User \(user)
      IdentityFile \(identity)
      IdentitiesOnly yes
      IdentityAgent none
      UserKnownHostsFile \(knownHosts)
      GlobalKnownHostsFile none
      StrictHostKeyChecking yes

      """
    try folder.write(config, to: "ssh_config")
  }
}
