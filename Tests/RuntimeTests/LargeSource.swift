import Crypto
import Plan
import TestSupport

/// A content that goes to a host in parts.
enum LargeSource {
  static let size = 40 << 20
  static let part = DeferredContent.partSize
  static let content = Bulk.noise(size)

  /// The source `a/big`, and how it is read.
  static func file(_ read: @escaping @Sendable (Range<Int>) -> [UInt8]? = { Array(content[$0]) })
    -> SourceFile
  {
    let parts = stride(from: 0, to: size, by: part).map { SHA256Digest(of: content[$0..<min($0 + part, size)]) }
    let deferred = DeferredContent(size: size, hash: SHA256Digest(of: content), parts: parts, read: read)
    return SourceFile(deferred, isExecutable: false)
  }
}
