/// The SHA-256 hash of some content, printed as 64 hexadecimal digits.
package struct SHA256Digest: Sendable, Hashable, CustomStringConvertible {
  private let value: SIMD32<UInt8>

  /// Hashes content that is in memory.
  package init(of content: some Collection<UInt8>) {
    var stream = SHA256Stream()
    stream.update(content)
    self = stream.finish()
  }

  /// Reads 64 hexadecimal digits of either case, as `sha256sum` prints them.
  package init?(hex: some StringProtocol) { self.init(hex: hex.utf8) }

  package init?(hex: some Collection<UInt8>) {
    let digest = hex.withContiguousStorageIfAvailable { Self(digits: $0) }
    guard let digest = digest ?? Array(hex).withUnsafeBufferPointer({ Self(digits: $0) }) else { return nil }
    self = digest
  }

  private init?(digits: UnsafeBufferPointer<UInt8>) {
    guard digits.count == 64 else { return nil }
    var value = SIMD32<UInt8>()
    for index in 0..<32 {
      guard let high = Hexadecimal.value(of: digits[2 * index]), let low = Hexadecimal.value(of: digits[2 * index + 1])
      else { return nil }
      value[index] = high << 4 | low
    }
    self.value = value
  }

  init(bytes: [UInt8]) {
    precondition(bytes.count == 32, "a SHA-256 hash has 32 bytes, not \(bytes.count)")
    value = SIMD32(bytes)
  }

  /// The 32 bytes of the hash.
  package var bytes: [UInt8] { value.indices.map { value[$0] } }

  package var description: String { Hexadecimal.text(of: bytes) }
}
