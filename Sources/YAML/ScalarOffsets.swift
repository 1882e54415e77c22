/// Translates libyaml's positions, which count Unicode scalars, into byte offsets.
struct ScalarOffsets {
  private let bytes: ArraySlice<UInt8>
  /// The byte offset of every 64th scalar.
  private let checkpoints: [Int]
  private static let stride = 64

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    var checkpoints: [Int] = []
    var scalars = 0
    for (offset, byte) in zip(bytes.indices, bytes) where Self.startsScalar(byte) {
      if scalars % Self.stride == 0 { checkpoints.append(offset) }
      scalars += 1
    }
    self.checkpoints = checkpoints
  }

  func byteOffset(ofScalar index: Int) -> Int {
    guard index / Self.stride < checkpoints.count else { return bytes.endIndex }
    var offset = checkpoints[index / Self.stride]
    for _ in 0..<index % Self.stride {
      guard offset < bytes.endIndex else { break }
      offset += 1
      while offset < bytes.endIndex, !Self.startsScalar(bytes[offset]) { offset += 1 }
    }
    return offset
  }

  private static func startsScalar(_ byte: UInt8) -> Bool { byte & 0xC0 != 0x80 }
}
