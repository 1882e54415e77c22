internal import Glibc

/// Large amounts of bytes, made and compared block by block: element by element takes seconds in a debug build.
package enum Bulk {
  /// The block over and over, cut off at the count.
  package static func bytes(_ count: Int, repeating block: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + block.count)
    while bytes.count < count { bytes.append(contentsOf: block) }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// A prime number of random bytes over and over, so that a block lost, doubled or moved shows.
  package static func noise(_ count: Int) -> [UInt8] {
    bytes(count, repeating: (0..<65_521).map { _ in UInt8.random(in: .min ... .max) })
  }

  package static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return left.withUnsafeBytes { first in
      right.withUnsafeBytes { second in
        guard let first = first.baseAddress, let second = second.baseAddress else { return true }
        return memcmp(first, second, left.count) == 0
      }
    }
  }
}
