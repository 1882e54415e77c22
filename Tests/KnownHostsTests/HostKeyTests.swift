import Crypto
import KnownHosts
import Testing

struct HostKeyTests {
  /// What `ssh-keygen -l` prints for the keys.
  static let fingerprints: [(SampleKey, String)] = [
    (.ed25519, "SHA256:P6VcL+spgnngpoEGF7UDc9oFMSKM2vKAtYTHCWScxGk"),
    (.rsa, "SHA256:EogbHrJlSmY/VnflzH+VzIQ1KBae5dFpPIkGzTUTNrk"),
  ]

  @Test(arguments: fingerprints) func aFingerprintIsTheOneOpenSSHPrints(key: SampleKey, fingerprint: String) {
    #expect(HostKey.fingerprint(key.blob) == fingerprint)
  }

  @Test(arguments: SampleKey.allCases) func aKeyNamesItsType(key: SampleKey) {
    #expect(HostKey.type(of: key.blob) == key.type)
  }

  @Test(
    arguments: [
      [], [0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 2, 0x41], [255, 255, 255, 255, 0x41], [0, 0, 0, 1, 0x20],
      [0, 0, 0, 1, 0x0a],
      [0, 0, 0, 1, 0x2c], [0, 0, 0, 1, 0x80], [0, 0, 0, 65] + [UInt8](repeating: 0x41, count: 65),
    ] as [[UInt8]])
  func aTypeThatIsNoWordIsNoType(key: [UInt8]) {
    #expect(HostKey.type(of: key) == nil)
  }
}

struct ReencodedKeyTests {
  /// The RSA key with a zero byte more in front of each number, and the ECDSA key with its point compressed.
  static let disguises: [(SampleKey, [UInt8])] = [
    (.rsa, disguise(.rsa) { index, field in index == 0 ? field : [0] + field }),
    (.ecdsa256, disguise(.ecdsa256) { index, field in index < 2 ? field : [2 | (field[64] & 1)] + field[1...32] }),
    (.ecdsa521, disguise(.ecdsa521) { index, field in index < 2 ? field : [6 | (field[132] & 1)] + field[1...] }),
    (.ed25519, SampleKey.ed25519.blob + [0]),
  ]

  @Test(arguments: disguises) func aRevokedKeyInDisguiseIsRefused(key: SampleKey, disguised: [UInt8]) {
    #expect(disguised != key.blob)
    let hosts = knownHosts("@revoked * \(key.field)\n")
    #expect(
      hosts.verdict(host: "lms", port: 22, keyType: key.type, key: disguised) == .revoked(at: "known_hosts:1"))
  }

  @Test(arguments: disguises) func aTrustedKeyInDisguiseIsNotTrusted(key: SampleKey, disguised: [UInt8]) {
    let verdict = knownHosts("lms \(key.field)\n").verdict(host: "lms", port: 22, keyType: key.type, key: disguised)
    #expect(verdict == .changed(at: "known_hosts:1", fingerprints: [HostKey.fingerprint(key.blob)]))
  }

  @Test func aRevocationSparesTheKeyWithTheSameXButTheOtherY() {
    let other = Self.disguise(.ecdsa256) { index, field in index < 2 ? field : [3 - (field[64] & 1)] + field[1...32] }
    let hosts = knownHosts("@revoked lms \(SampleKey.ecdsa256.field)\n")
    #expect(hosts.verdict(host: "lms", port: 22, keyType: "ecdsa-sha2-nistp256", key: other) == .unknown)
  }

  @Test func aKeyThatCannotBeReadIsNeverTrusted() {
    let hosts = knownHosts("lms \(SampleKey.ed25519.field)\n")
    for key in [[], Array(SampleKey.ed25519.blob.dropLast()), [UInt8](repeating: 0, count: 51)] {
      #expect(hosts.verdict(host: "lms", port: 22, keyType: "ssh-ed25519", key: key).place == "known_hosts:1")
      #expect(hosts.verdict(host: "mail", port: 22, keyType: "ssh-ed25519", key: key) == .unknown)
    }
  }

  private static func disguise(_ key: SampleKey, _ change: (Int, [UInt8]) -> [UInt8]) -> [UInt8] {
    var rest = key.blob[...]
    var fields: [[UInt8]] = []
    while !rest.isEmpty {
      let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      fields.append(Array(rest.dropFirst(4).prefix(length)))
      rest = rest.dropFirst(4 + length)
    }
    return fields.enumerated().map(change).flatMap { field in
      [0, 0, UInt8(field.count >> 8), UInt8(field.count & 255)] + field
    }
  }
}
