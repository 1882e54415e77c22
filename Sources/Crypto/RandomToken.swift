import CCrypto

/// Unpredictable values from the system's random source.
package enum RandomToken {
  /// A token of twice as many hexadecimal digits as bytes.
  package static func hex(bytes count: Int) -> String { Hexadecimal.text(of: bytes(count)) }

  /// Random bytes, for instance the salt of a hashed host name.
  package static func bytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    Libcrypto.check("produce random bytes", RAND_bytes(&bytes, Int32(count)))
    return bytes
  }
}
