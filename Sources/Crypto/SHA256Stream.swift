import CCrypto

/// The SHA-256 hash of content that arrives in pieces.
package struct SHA256Stream: ~Copyable {
  private let context: OpaquePointer

  package init() {
    guard let context = EVP_MD_CTX_new() else { Libcrypto.fail("allocate a hash") }
    self.context = context
    Libcrypto.check("start SHA-256", EVP_DigestInit_ex(context, EVP_sha256(), nil))
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Appends a piece of the content.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    Libcrypto.check("update SHA-256", EVP_DigestUpdate(context, bytes.baseAddress, bytes.count))
  }

  /// Appends a piece of the content.
  package mutating func update(_ bytes: some Collection<UInt8>) {
    let done: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
    guard done == nil else { return }
    Array(bytes).withUnsafeBytes { update($0) }
  }

  /// Ends the content and gives its hash.
  package consuming func finish() -> SHA256Digest {
    let bytes = [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, count in
      var length: UInt32 = 0
      Libcrypto.check("finish SHA-256", EVP_DigestFinal_ex(context, buffer.baseAddress, &length))
      count = Int(length)
    }
    return SHA256Digest(bytes: bytes)
  }
}
