import KnownHosts
import Testing

struct KnownHostsLineTests {
  private let key = SampleKey.ed25519

  private func line(_ host: String, port: Int = 22, salt: [UInt8]? = nil) -> String {
    KnownHostsLine.text(host: host, port: port, key: key.blob, hashedWithSalt: salt)
  }

  @Test func aNewHostIsWrittenAsOpenSSHWritesIt() {
    #expect(line("LMS.example.net") == "lms.example.net \(key.field)\n")
    #expect(line("lms", port: 2222) == "[lms]:2222 \(key.field)\n")
    #expect(line("::1") == "::1 \(key.field)\n")
    #expect(line("::1", port: 2222) == "[::1]:2222 \(key.field)\n")
  }

  @Test func aHashedHostIsHiddenAndFound() {
    let text = line("Secret.example.net", port: 2222, salt: [UInt8](0..<20))
    #expect(text.hasPrefix("|1|AAECAwQFBgcICQoLDA0ODxAREhM=|"))
    #expect(!text.lowercased().contains("secret"))
    #expect(knownHosts(text).verdict("secret.example.net", port: 2222, key) == .trusted)
    #expect(knownHosts(text).verdict("secret.example.net", key) == .unknown)
  }

  @Test(arguments: ["*", "l?s", "!lms", "a,b", "a b", "a\nb", "#lms", "@revoked", "|1|", ""])
  func aNameThatWouldReadAsSomethingElseIsHashed(host: String) {
    let text = line(host)
    #expect(text.hasPrefix("|1|"))
    #expect(text.split(separator: "\n").count == 1)
    #expect(knownHosts(text).verdict(host, key) == .trusted)
    #expect(knownHosts(text).verdict("lms", key) == .unknown)
  }

  @Test func aKeyWithoutATypeGivesNoLine() {
    let injected = [0, 0, 0, 9] + Array("ssh-rsa\n*".utf8)
    #expect(KnownHostsLine.text(host: "lms", port: 22, key: injected, hashedWithSalt: nil) == "")
  }
}
