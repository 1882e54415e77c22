import Crypto

/// Facts about a host key in the form it crosses the wire.
package enum HostKey {
  /// The fingerprint as `ssh-keygen -l` prints it: `SHA256:` and unpadded base64.
  package static func fingerprint(_ key: [UInt8]) -> String {
    "SHA256:" + Base64.encode(SHA256Digest(of: key).bytes, padded: false)
  }

  /// The type that the key names itself by, such as `ssh-ed25519`; nil if it is not a printable word.
  package static func type(of key: [UInt8]) -> String? {
    var reader = WireReader(key)
    guard let name = reader.string(), !name.isEmpty, name.count <= 64 else { return nil }
    // The name comes from the peer and ends up in a file and in messages.
    guard name.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: ",") }) else { return nil }
    return String(decoding: name, as: UTF8.self)
  }
}
