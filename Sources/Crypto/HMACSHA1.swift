import CCrypto

/// HMAC-SHA1, by which OpenSSH hides the host names in `known_hosts`.
package enum HMACSHA1 {
  /// The length of a code, and of the salt OpenSSH uses as its key.
  package static let byteCount = 20

  /// The 20-byte authentication code of a message.
  package static func code(key: [UInt8], message: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, count in
      var length: UInt32 = 0
      let code = HMAC(EVP_sha1(), key, Int32(key.count), message, message.count, buffer.baseAddress, &length)
      guard code != nil else { Libcrypto.fail("compute HMAC-SHA1") }
      count = Int(length)
    }
  }
}
