package import Crypto

/// A content of this machine that is read when it is needed.
package struct DeferredContent: Sendable {
  /// What is so large goes to a host in parts.
  package static let leastInParts = 16 << 20
  /// How much each part has but the last.
  package static let partSize = 8 << 20

  package let size: Int
  package let hash: SHA256Digest
  /// The hashes of its parts; none of a content that is not large.
  package let parts: [SHA256Digest]
  private let read: @Sendable (Range<Int>) -> [UInt8]?

  /// The reading may happen several times, and gives less, or nothing, of what cannot be read any more.
  package init(
    size: Int, hash: SHA256Digest, parts: [SHA256Digest] = [], read: @escaping @Sendable (Range<Int>) -> [UInt8]?
  ) {
    self.size = size
    self.hash = hash
    self.parts = parts
    self.read = read
  }

  /// Nil once it is not what it was.
  package var bytes: [UInt8]? {
    guard let bytes = read(0..<size), bytes.count == size, SHA256Digest(of: bytes) == hash else { return nil }
    return bytes
  }

  /// Some of it; nil once it is not there any more.
  package func bytes(_ range: Range<Int>) -> [UInt8]? {
    guard let bytes = read(range), bytes.count == range.count else { return nil }
    return bytes
  }

  /// Where a part lies.
  package func range(ofPart number: Int) -> Range<Int> {
    number * Self.partSize..<min((number + 1) * Self.partSize, size)
  }

  /// Whether a part is still what it was.
  package func isUnchanged(inPart number: Int) -> Bool {
    bytes(range(ofPart: number)).map { SHA256Digest(of: $0) } == parts[number]
  }
}
