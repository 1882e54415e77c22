internal import Deflate
package import Plan

/// The bytes of a request, of which large contents are read only while they are sent.
package struct Shipment: Sendable {
  enum Piece: Sendable {
    case bytes([UInt8])
    case content(DeferredContent, of: EntryPath)

    var size: Int {
      switch self {
      case .bytes(let bytes): bytes.count
      case .content(let content, _): content.size
      }
    }

    /// So much from its middle, since it may begin with what is not like the rest; nil once it cannot be read.
    func middle(_ most: Int) -> [UInt8]? {
      let begin = max(0, (size - most) / 2)
      let range = begin..<min(begin + most, size)
      return switch self {
      case .bytes(let bytes): Array(bytes[range])
      case .content(let content, _): content.bytes(range)
      }
    }
  }

  /// A source that is not what it was when the plan was made.
  package struct ChangedSource: Error {
    package let path: EntryPath
  }

  private(set) var pieces: [Piece] = []
  /// The first piece of those that are packed; nil where none is.
  private(set) var packedFrom: Int?
  /// How much it is before anything is packed.
  package private(set) var count = 0

  /// Small pieces travel together.
  static let leastSent = 65_536

  mutating func add(_ bytes: [UInt8]) {
    count += bytes.count
    // One piece for all that stands together in memory.
    if packedFrom == nil, case .bytes(var before)? = pieces.last, before.count < Self.leastSent {
      pieces.removeLast()
      before += bytes
      pieces.append(.bytes(before))
    } else {
      pieces.append(.bytes(bytes))
    }
  }

  mutating func add(_ content: DeferredContent, of path: EntryPath) {
    count += content.size
    pieces.append(.content(content, of: path))
  }

  mutating func add(_ other: Shipment) {
    count += other.count
    pieces += other.pieces
  }

  /// Adds what travels in pieces at the end, packed as long as it gets there sooner that way.
  mutating func add(packed other: Shipment) {
    packedFrom = pieces.count
    add(other)
  }

  /// Everything in its order, as it is to be sent.
  package func parcels() -> Parcels { Parcels(self) }
}

extension Shipment {
  /// Less than this is not worth a process on the host.
  private static let leastSaved = 16_384
  /// What is no larger would have to lose more than half, so it is not even tried: for a hotfix on many hosts the trial
  /// costs more than the sending.
  private static let leastTried = 2 * leastSaved
  /// So many of its pieces are tried, and so much of each.
  private static let mostTried = 24
  private static let sample = 16_384

  /// Whether it gets noticeably smaller by gzip, as far as a few of its pieces tell.
  var shrinks: Bool {
    let large = pieces.filter { $0.size > 512 }
    guard count > Self.leastTried, !large.isEmpty else { return false }
    let step = max(1, large.count / Self.mostTried)
    var (whole, saved) = (0.0, 0.0)
    for index in stride(from: 0, to: large.count, by: step) {
      let piece = large[index]
      guard let middle = piece.middle(Self.sample) else { continue }
      whole += Double(piece.size)
      saved += Double(piece.size) * (1 - Shrinking.share(of: middle))
    }
    guard whole > 0 else { return false }
    let expected = saved / whole * Double(count)
    return expected > Double(Self.leastSaved) && expected > 0.1 * Double(count)
  }
}
