/// A public key taken apart, so that a revocation finds it in any encoding.
///
/// A server that holds a revoked key must not get past the revocation by writing the same numbers another way. What is
/// trusted, on the other hand, is compared byte by byte.
struct PublicKey: Sendable {
  let type: String
  private let numbers: [[UInt8]]
  private let isComplete: Bool

  /// Reads a key of a type that OpenSSH uses for hosts; nil for any other type and for a key that is cut short.
  init?(_ key: [UInt8]) {
    guard let type = HostKey.type(of: key), let fields = Self.fields[type] else { return nil }
    var reader = WireReader(key)
    guard reader.string() != nil else { return nil }
    var numbers: [[UInt8]] = []
    for field in fields {
      guard let content = reader.string(), let number = field.number(content) else { return nil }
      numbers.append(number)
    }
    self.type = type
    self.numbers = numbers
    isComplete = reader.isAtEnd
  }

  /// Whether both are the same key, however they were written.
  func isSame(as other: PublicKey) -> Bool { type == other.type && numbers == other.numbers }

  /// Whether OpenSSH would take the key for a host's: it has no bytes left over and, for RSA, at least 1024 bits.
  var isUsable: Bool {
    guard isComplete else { return false }
    guard type == "ssh-rsa", let modulus = numbers.last else { return true }
    return modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0) >= 1024
  }

  /// The type meant by a name that OpenSSH also reads as one: a signature algorithm for the key it is made with.
  static func type(named name: String) -> String { aliases[name] ?? name }

  private static let aliases = [
    "rsa-sha2-256": "ssh-rsa",
    "rsa-sha2-512": "ssh-rsa",
    "webauthn-sk-ecdsa-sha2-nistp256@openssh.com": "sk-ecdsa-sha2-nistp256@openssh.com",
  ]

  private static let fields: [String: [KeyField]] = [
    "ssh-ed25519": [.bytes(32)],
    "sk-ssh-ed25519@openssh.com": [.bytes(32), .text],
    "ssh-rsa": [.integer, .integer],
    "ssh-dss": [.integer, .integer, .integer, .integer],
    "ecdsa-sha2-nistp256": [.name("nistp256"), .point(32)],
    "ecdsa-sha2-nistp384": [.name("nistp384"), .point(48)],
    "ecdsa-sha2-nistp521": [.name("nistp521"), .point(66)],
    "sk-ecdsa-sha2-nistp256@openssh.com": [.name("nistp256"), .point(32), .text],
  ]
}
