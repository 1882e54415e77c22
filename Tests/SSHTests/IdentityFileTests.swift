import Glibc
import TestSupport
import Testing

@testable import SSH

@Suite struct IdentityFileTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let passphrase: String
    let type: String?
    let showsPublicKey: Bool

    init(_ arguments: String, passphrase: String = "", _ type: String?, showsPublicKey: Bool = true) {
      self.arguments = arguments.split(separator: " ").map(String.init)
      (self.passphrase, self.type, self.showsPublicKey) = (passphrase, type, showsPublicKey)
    }

    var testDescription: String { arguments.joined(separator: " ") + (passphrase.isEmpty ? "" : ", encrypted") }
  }

  static let samples = [
    Sample("-t ed25519", "ssh-ed25519"),
    Sample("-t ed25519", passphrase: "secret", "ssh-ed25519"),
    Sample("-t ecdsa -b 521", "ecdsa-sha2-nistp521"),
    Sample("-t rsa -b 1024", passphrase: "secret", "ssh-rsa"),
    Sample("-t rsa -b 1024 -m PEM", "ssh-rsa", showsPublicKey: false),
    Sample("-t rsa -b 1024 -m PEM", passphrase: "secret", "ssh-rsa", showsPublicKey: false),
    Sample("-t rsa -b 1024 -m PKCS8", "ssh-rsa", showsPublicKey: false),
    Sample("-t ecdsa -m PEM", nil, showsPublicKey: false),
    Sample("-t ecdsa -m PKCS8", passphrase: "secret", nil, showsPublicKey: false),
  ]

  @Test(arguments: samples)
  func aKeyIsKnownWithoutItsPassphrase(_ sample: Sample) async throws {
    let folder = try ScratchFolder()
    let arguments = ["-q", "-N", sample.passphrase, "-f", folder.path("key")] + sample.arguments
    try await Tool.run("/usr/bin/ssh-keygen", arguments)
    let (privateKey, publicKey) = (Array(try folder.read("key").utf8), Array(try folder.read("key.pub").utf8))
    try await Tool.run("/bin/rm", ["-rf", folder.path])

    let whole = try #require(IdentityFile(publicKey))
    #expect(whole.content == .publicKeyOnly)
    let alone = try #require(IdentityFile(privateKey))
    #expect(alone.content == .privateKey(isEncrypted: !sample.passphrase.isEmpty))
    #expect(alone.type == sample.type)
    #expect(alone.publicKey == (sample.showsPublicKey ? whole.publicKey : nil))
    let accompanied = try #require(IdentityFile(privateKey, companion: publicKey))
    #expect(accompanied.type == whole.type)
    #expect(accompanied.publicKey == whole.publicKey)
  }

  @Test(arguments: [
    "", "\n", "ssh-ed25519", "ssh-ed25519 AAAA", "-----BEGIN OPENSSH PRIVATE KEY-----",
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==\n-----END OPENSSH PRIVATE KEY-----\n",
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
  ])
  func whatIsNoKeyIsNotTakenForOne(_ text: String) {
    #expect(IdentityFile(Array(text.utf8)) == nil)
  }

  @Test func aFieldThatClaimsToBeLongerThanTheFileIsNotRead() {
    var reader = WireReader([0xff, 0xff, 0xff, 0xff, 1, 2, 3])
    #expect(reader.string() == nil)
    #expect(reader.number() == 0xffff_ffff)
  }
}
