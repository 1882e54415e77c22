package import Crypto

/// A content of this machine that is read when it is needed.
package struct DeferredContent: Sendable {
  package let size: Int
  package let hash: SHA256Digest
  private let read: @Sendable (Range<Int>) -> [UInt8]?

  /// The reading may happen several times, and gives less, or nothing, of what cannot be read any more.
  package init(size: Int, hash: SHA256Digest, read: @escaping @Sendable (Range<Int>) -> [UInt8]?) {
    self.size = size
    self.hash = hash
    self.read = read
  }

  /// Nil once it is not what it was.
  package var bytes: [UInt8]? {
    guard let bytes = read(0..<size), bytes.count == size, SHA256Digest(of: bytes) == hash else { return nil }
    return bytes
  }

  /// A part of it; nil once it is not there any more.
  package func part(_ range: Range<Int>) -> [UInt8]? {
    guard let part = read(range), part.count == range.count else { return nil }
    return part
  }
}
