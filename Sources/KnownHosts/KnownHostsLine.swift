import Crypto

/// The line by which `ssh` remembers the key of a new host.
package enum KnownHostsLine {
  /// The line with its newline, the host hashed if a 20-byte salt is given; empty for a key that names no type.
  package static func text(host: String, port: Int, key: [UInt8], hashedWithSalt salt: [UInt8]?) -> String {
    guard let type = HostKey.type(of: key) else { return "" }
    let name = HostName(host: host, port: port)
    return "\(field(for: name, salt: salt)) \(type) \(Base64.encode(key, padded: true))\n"
  }

  private static func field(for name: HostName, salt: [UInt8]?) -> String {
    if let salt {
      precondition(
        salt.count == HMACSHA1.byteCount, "OpenSSH reads no host name hashed with \(salt.count) bytes of salt")
      return HashedName.text(of: name, salt: salt)
    }
    guard isLiteral(name) else { return HashedName.text(of: name, salt: RandomToken.bytes(HMACSHA1.byteCount)) }
    return String(decoding: name.bytes, as: UTF8.self)
  }

  /// Whether a reader takes the name for itself; written plainly, `*` would trust this key for every host.
  private static func isLiteral(_ name: HostName) -> Bool {
    guard let first = name.bytes.first, !"#@|!".utf8.contains(first) else { return false }
    return name.bytes.allSatisfy { $0 > 0x20 && $0 != 0x7f && !"*?,".utf8.contains($0) }
  }
}
