import Connection
import SSH
import TestSupport
import Testing

@Suite struct PasswordTests {
  private static let ways = [
    ["UsePAM no", "PasswordAuthentication yes"],
    ["UsePAM yes", "KbdInteractiveAuthentication yes"],
  ]

  @Test(
    .enabled("it takes root to set a password for one server") { try await LoopbackSSHD.canSetPasswords() },
    arguments: ways)
  func theRightPasswordLogsInEvenAfterAWrongOne(_ way: [String]) async throws {
    try await withLoopbackSSHD(way, password: "open sesame") { server async throws in
      try server.folder.write("", to: "authorized_keys")
      let person = Person(["wrong", "open sesame"])
      #expect(try await server.greet(person.prompts).hasSuffix("(password)"))
      #expect(await person.secretsAsked.map(\.text) == ["password for root@target", "password for root@target"])
    }
  }

  @Test(
    .enabled("it takes root to set a password for one server") { try await LoopbackSSHD.canSetPasswords() },
    .timeLimit(.minutes(5)), arguments: ways)
  func aQuestionIsNotWaitedForOnceNobodyWantsToLogIn(_ way: [String]) async throws {
    try await withLoopbackSSHD(way, password: "open sesame") { server async throws in
      try server.folder.write("", to: "authorized_keys")
      let (asked, noteAsked) = AsyncStream<Void>.makeStream()
      let prompts = SSHPrompts(secret: { _ in
        noteAsked.yield()
        // Nothing ever comes: only cancellation ends it.
        for await _ in AsyncStream<Void>.makeStream().stream {}
        return nil
      })
      let options = SSHOptions(configFile: server.clientConfig, prompts: prompts)
      await withTaskGroup { group in
        group.addTask {
          await #expect(throws: ConnectionError.self) {
            try await SSHConnection.open(to: SSHDestination(host: "target"), options: options).close()
          }
        }
        for await _ in asked { break }
        group.cancelAll()
      }
    }
  }

  /// The codes are those of RFC 4226 for its example of a secret.
  @Test(.enabled("it takes root to set a password for one server") { try await LoopbackSSHD.canSetPasswords() })
  func aServerThatWantsACodeAsksForItInItsOwnWords() async throws {
    let lines = ["UsePAM yes", "KbdInteractiveAuthentication yes"]
    try await withLoopbackSSHD(lines, password: "open sesame") { server async throws in
      try server.folder.write("", to: "authorized_keys")
      try server.folder.write("HOTP \(server.user) - 3132333435363738393031323334353637383930\n", to: "codes")
      try server.folder.write(
        """
        auth required pam_unix.so
        auth required pam_oath.so usersfile=\(server.folder.path("codes")) window=1 digits=6
        account required pam_permit.so
        session required pam_permit.so

        """, to: "pam")
      let person = Person(["open sesame", "000000", "open sesame", "755224", "287082"])
      let prompts = person.prompts.remembering()
      #expect(try await server.greet(prompts).hasSuffix("(questions)"))
      let code = "root@target asks: One-time password (OATH) for `root'"
      let both = ["password for root@target", code]
      #expect(await person.secretsAsked.map(\.text) == both + both)
      // The password holds for the next connection, and a code for none but its own.
      #expect(try await server.greet(prompts).hasSuffix("(questions)"))
      #expect(await person.secretsAsked.map(\.text) == both + both + [code])
    }
  }

  @Test(.enabled("it takes root to set a password for one server") { try await LoopbackSSHD.canSetPasswords() })
  func aServerThatWantsAKeyAndAPasswordGetsBoth() async throws {
    let lines = ["UsePAM no", "PasswordAuthentication yes", "AuthenticationMethods publickey,password"]
    try await withLoopbackSSHD(lines, password: "open sesame") { server async throws in
      let person = Person(["open sesame"])
      #expect(try await server.greet(person.prompts).hasSuffix("(password)"))
      let failure = try await server.failure()
      #expect(failure.kind == .authentication)
      #expect(failure.message.contains("(ed25519): the server takes it, and wants more besides: password\n"))
      #expect(failure.hint?.contains("AuthenticationMethods") == true)
    }
  }

  @Test(.enabled("it takes root to set a password for one server") { try await LoopbackSSHD.canSetPasswords() })
  func anAccountThatHasExpiredIsNamedAsAReason() async throws {
    try await withLoopbackSSHD(["UsePAM yes"], password: "open sesame") { server async throws in
      try server.folder.write("\(server.user):x:19000:0:99999:7::1:\n", to: "shadow")
      let failure = try await server.failure()
      #expect(failure.kind == .authentication)
      #expect(failure.message.contains("the server hung up while this was tried"))
      #expect(failure.hint?.hasPrefix("is the account locked or expired") == true)
    }
  }

  @Test func aServerThatOffersPasswordsIsAskedWithThem() async throws {
    try await withLoopbackSSHD(["PasswordAuthentication yes", "AuthenticationMethods password"]) {
      server async throws in
      let person = Person(["wrong", "wrong too", "wrong again", "never asked"])
      let failure = try await server.failure(person.prompts)
      #expect(failure.kind == .authentication)
      let subject = SecretQuestion.Subject.password(
        user: server.user, host: "target", endpoint: "127.0.0.1:\(server.port)")
      #expect(await person.secretsAsked.map(\.subject) == [subject, subject, subject])
      #expect(failure.message.hasSuffix("\n  password: the server does not accept it"))
      #expect(try await server.failure().message.hasSuffix("nobody is there to ask"))
    }
  }
}
