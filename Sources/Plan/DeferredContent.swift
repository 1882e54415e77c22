package import Crypto

/// A content of this machine that is read when it is needed.
package struct DeferredContent: Sendable {
  package let size: Int
  package let hash: SHA256Digest
  private let read: @Sendable () -> [UInt8]?

  /// The reading may happen several times, and gives nothing for what cannot be read any more.
  package init(size: Int, hash: SHA256Digest, read: @escaping @Sendable () -> [UInt8]?) {
    self.size = size
    self.hash = hash
    self.read = read
  }

  /// Nil once it is not what it was.
  package var bytes: [UInt8]? {
    guard let bytes = read(), bytes.count == size, SHA256Digest(of: bytes) == hash else { return nil }
    return bytes
  }
}
