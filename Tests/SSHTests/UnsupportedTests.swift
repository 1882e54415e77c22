import TestSupport
import Testing

@testable import SSH

/// When libssh2 will not do, as far as that can be known before connecting.
@Suite struct UnsupportedTests {
  private static let ed25519 = UserKey(name: "/k/id_ed25519", type: "ssh-ed25519")
  private static let rsa = UserKey(name: "/k/id_rsa", type: "ssh-rsa")
  private static let token = UserKey(name: "/k/id_ed25519_sk", type: "sk-ssh-ed25519@openssh.com")
  private static let namedRSA = UserKey(name: "/k/prod", type: "ssh-rsa", isNamed: true)
  private static let certificate = UserKey(
    name: "/k/id_ed25519-cert.pub", type: "ssh-ed25519-cert-v01@openssh.com", isNamed: true)

  @Test(
    arguments: [
      ([], nil),
      ([ed25519], nil),
      // The server may take either; if it turns out that it takes the RSA key only, ssh comes in then.
      ([rsa, ed25519], nil),
      ([token, ed25519], nil),
      ([rsa], .keys([rsa])),
      ([token], .keys([token])),
      ([rsa, token], .keys([rsa, token])),
      // What the config names is meant, whatever else the agent holds.
      ([namedRSA, ed25519], .keys([namedRSA])),
      ([namedRSA, UserKey(name: "/k/new", type: "ecdsa-sha2-nistp256", isNamed: true)], nil),
      ([ed25519, certificate], .certificate("/k/id_ed25519-cert.pub")),
    ] as [([UserKey], Unsupported?)])
  func theKeysDecide(_ keys: [UserKey], _ expected: Unsupported?) {
    #expect(configuration("").unsupported(keys, hasOpenMaster: false) == expected)
  }

  @Test(
    arguments: [
      ("", nil),
      ("proxycommand nc %h %p", .proxyCommand("nc %h %p")),
      ("proxyjump first,second", nil),
      ("bindaddress 192.0.2.1", .setting("BindAddress 192.0.2.1")),
      ("knownhostscommand /usr/bin/keys --token X", .setting("KnownHostsCommand /usr/bin/keys")),
      ("revokedhostkeys /etc/ssh/krl", .setting("RevokedHostKeys /etc/ssh/krl")),
      ("revokedhostkeys none\nbindinterface none", nil),
      ("proxyjump none\nproxycommand none\npkcs11provider none", nil),
      ("pkcs11provider /usr/lib/opensc-pkcs11.so", .provider("/usr/lib/opensc-pkcs11.so")),
      ("ciphers chacha20-poly1305@openssh.com,aes256-gcm@openssh.com", .algorithms("Ciphers")),
      ("ciphers chacha20-poly1305@openssh.com,aes256-ctr", nil),
      ("macs umac-128-etm@openssh.com", .algorithms("MACs")),
      ("kexalgorithms sntrup761x25519-sha512@openssh.com", .algorithms("KexAlgorithms")),
      ("hostkeyalgorithms rsa-sha2-512,ssh-rsa", .algorithms("HostKeyAlgorithms")),
      ("controlpath /tmp/%C", nil),
    ] as [(String, Unsupported?)])
  func theConfigDecides(_ dump: String, _ expected: Unsupported?) {
    #expect(configuration(dump).unsupported([Self.ed25519], hasOpenMaster: false) == expected)
  }

  @Test func anOpenMasterComesBeforeEverything() {
    let found = configuration("proxycommand nc %h").unsupported([Self.rsa], hasOpenMaster: true)
    #expect(found == .openMaster)
  }

  @Test(
    arguments: [
      (.keys([rsa]), "/k/id_rsa is an RSA key"), (.keys([token]), "/k/id_ed25519_sk is a security key"),
      (.keys([UserKey(name: "/k/d", type: "ssh-dss")]), "/k/d is a DSA key"),
      (.keys([rsa, token]), "/k/id_rsa, /k/id_ed25519_sk are no keys for libssh2"),
      (.algorithms("Ciphers"), "libssh2 has none of its Ciphers"),
      // What follows the program's name may be a secret.
      (.proxyCommand("/usr/bin/way access --service-token-secret X"), "its ProxyCommand runs /usr/bin/way"),
      (.proxyCommand("TOKEN=X way %h"), "it has a ProxyCommand"),
    ] as [(Unsupported, String)])
  func theReasonIsASentence(_ lack: Unsupported, _ words: String) {
    #expect(lack.reason == words)
  }

  /// What OpenSSH offers by itself has enough for libssh2: else ssh would always be chosen.
  @Test func theUsualSettingsNeedNothingMore() async throws {
    let folder = try ScratchFolder()
    try folder.write("", to: "config")
    let found = try await SSHConfiguration.resolve(SSHDestination(host: "lms"), configFile: folder.path("config"))
    #expect(found.unsupported([], hasOpenMaster: false) == nil)
    #expect(found.ciphers?.isEmpty == false)
    folder.remove()
  }

  private func configuration(_ dump: String) -> SSHConfiguration {
    SSHConfiguration(
      dump: dump, destination: SSHDestination(host: "lms"), account: Account(name: "ann", home: "/home/ann"))
  }
}
