package import Plan
internal import Crypto

/// The bytes of a request, of which large contents are read only while they are sent.
package struct Shipment: Sendable {
  enum Piece: Sendable {
    case bytes([UInt8])
    case content(DeferredContent, of: EntryPath)
  }

  /// A source that is not what it was when the plan was made.
  package struct ChangedSource: Error {
    package let path: EntryPath
  }

  private(set) var pieces: [Piece] = []
  package private(set) var count = 0

  /// Small pieces travel together.
  static let leastSent = 65_536

  mutating func add(_ bytes: [UInt8]) {
    count += bytes.count
    // One piece for all that stands together in memory.
    if case .bytes(var before)? = pieces.last, before.count < Self.leastSent {
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

  /// Everything in its order, as it is to be sent.
  package func parcels() -> Parcels { Parcels(pieces) }
}

/// What is sent at once.
package struct Parcels: ~Copyable {
  private let pieces: [Shipment.Piece]
  private var number = 0
  /// How much of a content was given out.
  private var offset = 0
  private var stream = SHA256Stream()

  private static let mostOfContent = 262_144

  init(_ pieces: [Shipment.Piece]) { self.pieces = pieces }

  /// Throws once a content turns out to be another one, which is known only at its end.
  package mutating func next() throws(Shipment.ChangedSource) -> [UInt8]? {
    var parcel: [UInt8] = []
    while number < pieces.count, parcel.count < Shipment.leastSent {
      switch pieces[number] {
      case .bytes(let bytes):
        parcel += bytes
        number += 1
      case .content(let content, let path): parcel += try part(of: content, path)
      }
    }
    return parcel.isEmpty ? nil : parcel
  }

  private mutating func part(
    of content: DeferredContent, _ path: EntryPath
  ) throws(Shipment.ChangedSource) -> [UInt8] {
    let end = min(offset + Self.mostOfContent, content.size)
    guard let part = content.part(offset..<end) else { throw Shipment.ChangedSource(path: path) }
    stream.update(part)
    offset = end
    guard end == content.size else { return part }
    var ended = SHA256Stream()
    swap(&ended, &stream)
    guard ended.finish() == content.hash else { throw Shipment.ChangedSource(path: path) }
    (number, offset) = (number + 1, 0)
    return part
  }
}
