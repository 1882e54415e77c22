/// What libssh2 can do with keys of a type.
enum KeyType {
  /// The types this transport can use, for hosts as well as for users.
  static let usable = ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"]

  /// The type of the key that an algorithm signs with: RSA has several.
  static func ofKey(_ algorithm: String) -> String {
    ["rsa-sha2-256", "rsa-sha2-512"].contains(algorithm) ? "ssh-rsa" : algorithm
  }

  /// What people call keys of this type.
  static func name(_ type: String) -> String {
    if type.contains("-cert-v") { return "certificate" }
    if type.hasPrefix("sk-") { return "security key" }
    if type.hasPrefix("ecdsa-") { return "ecdsa" }
    switch type {
    case "ssh-ed25519": return "ed25519"
    case "ssh-rsa": return "RSA"
    case "ssh-dss": return "DSA"
    default: return type
    }
  }

  /// The host key types to offer a host: first those it is known by, so that a second key does not look like a changed one.
  static func order(known: [String], allowed: [String]?) -> [String] {
    let usable = usable.filter { allowed?.contains($0) ?? true }
    return known.filter(usable.contains) + usable.filter { !known.contains($0) }
  }
}
