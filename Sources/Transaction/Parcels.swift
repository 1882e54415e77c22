internal import Crypto
internal import Deflate
internal import Plan

/// What is sent at once.
///
/// What is packed travels as one gzip file, in pieces of which each comes after a line with its length; the last has none.
package struct Parcels: ~Copyable {
  private let pieces: [Shipment.Piece]
  private let packedFrom: Int
  /// How hard zlib tries.
  private let effort: GzipStream.Effort
  private var number = 0
  /// How much of a piece was given out.
  private var offset = 0
  private var stream = SHA256Stream()
  private var zip: GzipStream?
  /// What of the gzip file waits to be sent.
  private var waiting: [UInt8] = []
  private var isWorthIt = true
  private var isDone = false
  private var pace = Pace()
  /// What the last parcel was made of: so many bytes, and whether all of them were packed.
  private var latest = (bytes: 0, size: 0, isPacked: false)
  /// How much of the shipment was taken by now, before it was packed.
  package private(set) var taken = 0

  private static let mostAtOnce = 262_144
  /// The host reads a piece of this size with one process.
  private static let packedSize = 1 << 20
  /// What is smaller is packed without trying it before, which would take as long.
  private static let leastTried = 131_072

  init(_ shipment: Shipment) {
    pieces = shipment.pieces
    packedFrom = shipment.packedFrom ?? pieces.count
    // Beyond a few seconds of work the link is more often faster than the processor.
    effort = shipment.count > 16 << 20 ? .least : .usual
  }

  /// Takes in what the last parcel took: to make it, and to send it.
  ///
  /// A line that is faster than the processor gets the rest as it is.
  package mutating func note(made: Duration, sent: Duration) {
    pace.noteSent(latest.size, in: sent / .seconds(1))
    if latest.isPacked { pace.notePacked(latest.bytes, into: latest.size, in: made / .seconds(1)) }
  }

  /// Throws once a content turns out to be another one, which is known only at its end.
  package mutating func next() throws(Shipment.ChangedSource) -> [UInt8]? {
    var parcel: [UInt8] = []
    while number < packedFrom, parcel.count < Shipment.leastSent { parcel += try part() }
    latest = (parcel.count, parcel.count, false)
    if !parcel.isEmpty || packedFrom == pieces.count { return parcel.isEmpty ? nil : parcel }
    return try nextPacked()
  }

  private mutating func nextPacked() throws(Shipment.ChangedSource) -> [UInt8]? {
    guard !isDone else { return nil }
    if number < pieces.count, zip == nil { zip = GzipStream(effort) }
    let before = taken
    let packs = pace.packs
    var isPacked = packs
    while waiting.count < Self.packedSize, number < pieces.count {
      let part = try part(tries: packs)
      isPacked = isPacked && isWorthIt
      waiting += zip?.add(part, packs && isWorthIt ? effort : .none) ?? []
    }
    if number == pieces.count, let ended = zip.take() { waiting += ended.finish() }
    let piece = waiting.prefix(Self.packedSize)
    let parcel = Array("\(piece.count)\n".utf8) + piece
    waiting.removeFirst(piece.count)
    latest = (taken - before, parcel.count, isPacked)
    isDone = number == pieces.count && waiting.isEmpty
    return isDone ? parcel + Array("0\n".utf8) : parcel
  }

  private mutating func part(tries: Bool = false) throws(Shipment.ChangedSource) -> [UInt8] {
    let part: [UInt8]
    switch pieces[number] {
    case .bytes(let bytes):
      isWorthIt = true
      let end = min(offset + Self.mostAtOnce, bytes.count)
      part = Array(bytes[offset..<end])
      (number, offset) = end == bytes.count ? (number + 1, 0) : (number, end)
    case .content(let content, let path): part = try self.part(of: content, path, tries: tries)
    }
    taken += part.count
    return part
  }

  private mutating func part(
    of content: DeferredContent, _ path: EntryPath, tries: Bool
  ) throws(Shipment.ChangedSource) -> [UInt8] {
    let end = min(offset + Self.mostAtOnce, content.size)
    guard let part = content.bytes(offset..<end) else { throw Shipment.ChangedSource(path: path) }
    if offset == 0 {
      isWorthIt = !tries || content.size < Self.leastTried || Shrinking.helps(part)
    }
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
