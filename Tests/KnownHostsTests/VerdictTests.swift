import Crypto
import KnownHosts
import Testing

/// Known hosts read from a text, as one file named `known_hosts`.
func knownHosts(_ text: String) -> KnownHosts {
  KnownHosts([KnownHostsFile(name: "known_hosts", bytes: Array(text.utf8))])
}

extension KnownHosts {
  /// The verdict on one of the sample keys.
  func verdict(_ host: String, port: Int = 22, _ key: SampleKey) -> HostKeyVerdict {
    verdict(host: host, port: port, keyType: key.type, key: key.blob)
  }
}

struct VerdictTests {
  private let ed = SampleKey.ed25519.field
  private let other = SampleKey.otherEd25519.field

  @Test(arguments: SampleKey.allCases) func aKeyOnALineForTheHostIsTrusted(key: SampleKey) {
    #expect(knownHosts("lms \(key.field) a comment\n").verdict("lms", key) == .trusted)
  }

  @Test func aHostOnNoLineIsUnknown() {
    #expect(knownHosts("lms \(ed)\n").verdict("mail", .ed25519) == .unknown)
    #expect(KnownHosts([]).verdict("lms", .ed25519) == .unknown)
  }

  @Test func aChangedHostKeyIsRefusedWithTheLineToLookAt() {
    let verdict = knownHosts("# ours\n\nlms \(other)\n").verdict("lms", .ed25519)
    #expect(
      verdict
        == .changed(
          at: "known_hosts:3", fingerprints: [HostKey.fingerprint(SampleKey.otherEd25519.blob)]))
  }

  @Test func aChangedKeyNamesTheKeysOfItsOwnType() {
    let text = "lms \(SampleKey.rsa.field)\nlms \(other)\nl* \(other)\n"
    #expect(
      knownHosts(text).verdict("lms", .ed25519)
        == .changed(at: "known_hosts:2", fingerprints: [HostKey.fingerprint(SampleKey.otherEd25519.blob)]))
  }

  @Test func aHostKnownByAnotherTypeOnlyHasChanged() {
    let text = "lms \(SampleKey.ecdsa256.field)\nlms \(SampleKey.rsa.field)\n"
    let expected = [SampleKey.ecdsa256, .rsa].map { HostKey.fingerprint($0.blob) }
    #expect(knownHosts(text).verdict("lms", .ed25519) == .changed(at: "known_hosts:1", fingerprints: expected))
  }

  @Test func oneOfSeveralKeysIsEnough() {
    let hosts = knownHosts("lms \(other)\nlms \(SampleKey.rsa.field)\nlms \(ed)\n")
    #expect(hosts.verdict("lms", .ed25519) == .trusted)
    #expect(hosts.verdict("lms", .rsa) == .trusted)
  }

  @Test(arguments: ["@revoked lms KEY\nlms KEY\n", "lms KEY\n@revoked lms KEY\n", "lms KEY\n@revoked * KEY\n"])
  func aRevokedKeyIsRefusedWhereverItsLineStands(text: String) {
    let text = text.split(separator: "KEY", omittingEmptySubsequences: false).joined(separator: ed)
    guard case .revoked(let place) = knownHosts(text).verdict("lms", .ed25519) else {
      Issue.record("the revoked key passed")
      return
    }
    #expect(place == (text.hasPrefix("@") ? "known_hosts:1" : "known_hosts:2"))
  }

  @Test func aRevocationConcernsItsKeyAndItsHostsOnly() {
    let hosts = knownHosts("@revoked lms \(other)\n*,!lms \(other)\nlms \(ed)\n")
    #expect(hosts.verdict("lms", .ed25519) == .trusted)
    #expect(hosts.verdict("lms", .otherEd25519) == .revoked(at: "known_hosts:1"))
    #expect(hosts.verdict("mail", .otherEd25519) == .trusted)
  }

  @Test func aRevokedKeyAloneDoesNotMakeItsHostKnown() {
    #expect(knownHosts("@revoked lms \(other)\n").verdict("lms", .ed25519) == .unknown)
  }

  @Test func aRevocationInOneFileCountsForAll() {
    let hosts = KnownHosts([
      KnownHostsFile(name: "user", bytes: Array("lms \(ed)\n".utf8)),
      KnownHostsFile(name: "global", bytes: Array("\n@revoked * \(ed)\n".utf8)),
    ])
    #expect(hosts.verdict("lms", .ed25519) == .revoked(at: "global:2"))
  }

  @Test func aKeyInAnyFileIsTrusted() {
    let hosts = KnownHosts([
      KnownHostsFile(name: "user", bytes: Array("lms \(other)".utf8)),
      KnownHostsFile(name: "global", bytes: Array("lms \(ed)".utf8)),
    ])
    #expect(hosts.verdict("lms", .ed25519) == .trusted)
    #expect(hosts.verdict("lms", .rsa).place == "user:1")
  }

  @Test func aCertificateAuthorityIsNoHostKey() {
    #expect(knownHosts("@cert-authority lms \(ed)\n").verdict("lms", .ed25519) == .unknown)
  }

  @Test func aTabAfterTheMarkerDoesNotLoseARevocation() {
    #expect(knownHosts("@revoked\tlms\t\(ed)\n").verdict("lms", .ed25519) == .revoked(at: "known_hosts:1"))
  }
}

struct PortTests {
  private let ed = SampleKey.ed25519.field

  @Test func aPortOtherThan22IsPartOfTheName() {
    let hosts = knownHosts("[lms]:2222 \(ed)\n")
    #expect(hosts.verdict("lms", port: 2222, .ed25519) == .trusted)
    #expect(hosts.verdict("lms", port: 2223, .ed25519) == .unknown)
    #expect(hosts.verdict("lms", .ed25519) == .unknown)
  }

  @Test func port22IsTheBareName() {
    #expect(knownHosts("[lms]:22 \(ed)\n").verdict("lms", .ed25519) == .unknown)
  }

  @Test func aKeyKnownWithoutThePortIsTrustedOnAnyPort() {
    #expect(knownHosts("lms \(ed)\n").verdict("lms", port: 2222, .ed25519) == .trusted)
  }

  @Test func anotherKeyWithoutThePortSaysNothing() {
    #expect(knownHosts("lms \(ed)\n").verdict("lms", port: 2222, .rsa) == .unknown)
  }

  @Test func aLineForThePortComesFirst() {
    let hosts = knownHosts("[lms]:2222 \(SampleKey.rsa.field)\nlms \(ed)\n")
    #expect(hosts.verdict("lms", port: 2222, .ed25519).place == "known_hosts:1")
  }

  @Test func aKeyRevokedWithoutThePortIsRefusedOnANewPort() {
    #expect(knownHosts("@revoked lms \(ed)\n").verdict("lms", port: 2222, .ed25519) == .revoked(at: "known_hosts:1"))
  }

  @Test func anAddressOfVersion6WorksWithAndWithoutAPort() {
    let hosts = knownHosts("[::1]:2222 \(ed)\n2001:db8::1 \(ed)\n")
    #expect(hosts.verdict("::1", port: 2222, .ed25519) == .trusted)
    #expect(hosts.verdict("2001:DB8::1", .ed25519) == .trusted)
  }
}

struct KeyTypeTests {
  @Test func theTypesOfAHostComeInFileOrderAndOnce() {
    let text =
      "lms \(SampleKey.rsa.field)\nmail \(SampleKey.dsa.field)\n* \(SampleKey.ed25519.field)\nlms \(SampleKey.rsa.field)\n"
    #expect(knownHosts(text).keyTypes(host: "LMS", port: 22) == ["ssh-rsa", "ssh-ed25519"])
  }

  @Test func markedLinesOfferNoType() {
    let text = """
      @cert-authority * \(SampleKey.ecdsa256.field)
      @revoked * \(SampleKey.rsa.field)
      lms \(SampleKey.rsa.field)
      lms \(SampleKey.ed25519.field)
      """
    #expect(knownHosts(text).keyTypes(host: "lms", port: 22) == ["ssh-ed25519"])
  }

  @Test func theBareNameServesAPortWithoutLines() {
    let hosts = knownHosts("lms \(SampleKey.rsa.field)\n[lms]:2222 \(SampleKey.ed25519.field)\n")
    #expect(hosts.keyTypes(host: "lms", port: 2222) == ["ssh-ed25519"])
    #expect(hosts.keyTypes(host: "lms", port: 2200) == ["ssh-rsa"])
    #expect(hosts.keyTypes(host: "mail", port: 22) == [])
  }
}

extension HostKeyVerdict {
  /// The line that a refusal names.
  var place: String? {
    switch self {
    case .changed(let place, _), .revoked(let place): place
    case .trusted, .unknown: nil
    }
  }
}
