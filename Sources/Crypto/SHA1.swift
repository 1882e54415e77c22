import CCrypto

/// SHA-1, by which OpenSSH names a connection (`%C`); nothing is protected by it.
package enum SHA1 {
  /// The hash as 40 hexadecimal digits.
  package static func text(of content: [UInt8]) -> String {
    let hash = [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, count in
      var length: UInt32 = 0
      Libcrypto.check(
        "compute SHA-1", EVP_Digest(content, content.count, buffer.baseAddress, &length, EVP_sha1(), nil))
      count = Int(length)
    }
    return Hexadecimal.text(of: hash)
  }
}
