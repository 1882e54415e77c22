/// Whether content can be shown line by line.
package enum TextKind: Sendable, Equatable {
  case text
  case binary

  /// Judges content by its first 8 KB: a zero byte, or more than three in ten bytes that no UTF-8 text has, is binary.
  ///
  /// Text in Latin-1 stays well below that, and its diffs are as good as any.
  package static func of(_ bytes: [UInt8]) -> TextKind {
    let isBinary = bytes.withUnsafeBufferPointer { bytes in
      let sample = UnsafeBufferPointer(rebasing: bytes.prefix(8192))
      return sample.contains(0) || strangeBytes(in: sample) * 10 > sample.count * 3
    }
    return isBinary ? .binary : .text
  }

  /// Bytes that belong to no valid UTF-8 sequence, and control characters other than those of plain text.
  private static func strangeBytes(in sample: UnsafeBufferPointer<UInt8>) -> Int {
    var strange = 0
    var position = 0
    while position < sample.count {
      let first = sample[position]
      if first < 0x80 {
        let isPlain = first >= 0x20 && first != 0x7f || (0x08...0x0d).contains(first) || first == 0x1b
        strange += isPlain ? 0 : 1
        position += 1
      } else {
        let length = validLength(sample[position...])
        strange += length == 0 ? 1 : 0
        position += max(length, 1)
      }
    }
    return strange
  }

  /// The length of the UTF-8 sequence at the start, complete or cut off by the end of the sample; 0 if there is none.
  private static func validLength(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
    guard let first = bytes.first else { return 0 }
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xbf
    switch first {
    case 0xc2...0xdf: length = 2
    case 0xe0...0xef:
      length = 3
      if first == 0xe0 { second = 0xa0...0xbf }
      if first == 0xed { second = 0x80...0x9f }
    case 0xf0...0xf4:
      length = 4
      if first == 0xf0 { second = 0x90...0xbf }
      if first == 0xf4 { second = 0x80...0x8f }
    default: return 0
    }
    let sequence = bytes.prefix(length)
    guard sequence.dropFirst().prefix(1).allSatisfy(second.contains) else { return 0 }
    return sequence.dropFirst(2).allSatisfy((UInt8(0x80)...0xbf).contains) ? sequence.count : 0
  }
}
