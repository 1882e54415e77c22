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
    try await withLoopbackSSHD(way, password: "open sesame") { server in
      try server.folder.write("", to: "authorized_keys")
      let person = Person(["wrong", "open sesame"])
      #expect(try await server.greet(person.prompts).hasSuffix("(password)"))
      #expect(await person.secretsAsked.map(\.text) == ["password for root@target", "password for root@target"])
    }
  }

  @Test func aServerThatOffersPasswordsIsAskedWithThem() async throws {
    try await withLoopbackSSHD(["PasswordAuthentication yes", "AuthenticationMethods password"]) { server in
      let person = Person(["wrong", "wrong too", "wrong again", "never asked"])
      let failure = try await server.failure(person.prompts)
      #expect(failure.kind == .authentication)
      let subject = SecretQuestion.Subject.password(user: server.user, host: "target")
      #expect(await person.secretsAsked.map(\.subject) == [subject, subject, subject])
      #expect(failure.message.hasSuffix("\n  password: the server does not accept it"))
      #expect(try await server.failure().message.hasSuffix("nobody is there to ask"))
    }
  }
}
