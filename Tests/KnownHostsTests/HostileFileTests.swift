import KnownHosts
import TestSupport
import Testing

struct HostileFileTests {
  private let good = """
    # hosts
    @revoked *,!lms \(SampleKey.rsa.field)
    |1|AAECAwQFBgcICQoLDA0ODxAREhM=|AAAAAAAAAAAAAAAAAAAAAAAAAAA= \(SampleKey.ecdsa256.field)
    [lms]:2222,l?s \(SampleKey.ed25519.field) comment\r
    mail \(SampleKey.securityKey.field)
    """

  @Test func randomBytesAreNoLine() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<500 {
      let bytes = (0..<Int.random(in: 0...400, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      let hosts = KnownHosts([KnownHostsFile(name: "f", bytes: bytes)])
      #expect(hosts.verdict("lms", port: 2222, .ed25519) == .unknown)
      _ = hosts.verdict(host: "", port: -1, keyType: "", key: bytes)
    }
  }

  @Test func damagedLinesNeverMakeAnotherKeyTrusted() {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<1500 {
      var bytes = Array(good.utf8)
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert("*?!,|@# \t\r\n\0=A".utf8.randomElement(using: &generator) ?? 0, at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + 40))
        }
      }
      let hosts = KnownHosts([KnownHostsFile(name: "f", bytes: bytes)])
      #expect(hosts.verdict("lms", .otherEd25519) != .trusted)
      _ = hosts.verdict("lms", port: 2222, .ed25519)
      _ = hosts.keyTypes(host: "mail", port: 22)
    }
  }

  @Test func damagedKeysFromThePeerAreNeverTrusted() {
    let hosts = knownHosts(SampleKey.allCases.map { "lms \($0.field)\n" }.joined())
    var generator = SeededGenerator(seed: 3)
    for key in SampleKey.allCases {
      for _ in 0..<300 {
        var blob = key.blob
        let place = Int.random(in: 0..<blob.count, using: &generator)
        if Bool.random(using: &generator) {
          blob[place] ^= UInt8.random(in: 1...255, using: &generator)
        } else {
          blob.removeSubrange(place...)
        }
        let verdict = hosts.verdict(host: "lms", port: 22, keyType: key.type, key: blob)
        #expect(verdict != .trusted, "\(key) damaged at \(place)")
      }
    }
  }
}
