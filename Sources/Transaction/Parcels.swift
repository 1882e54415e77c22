internal import Crypto
internal import Deflate
internal import Plan

/// What is sent at once.
///
/// What may be packed travels in pieces, each after a line with its length and what it is: a gzip file, or `plain`. The last
/// has no bytes.
package struct Parcels: ~Copyable {
  private let pieces: [Shipment.Piece]
  private let packedFrom: Int
  /// How hard zlib tries.
  private let effort: GzipStream.Effort
  private var number = 0
  /// How much of a piece was given out.
  private var offset = 0
  private var stream = SHA256Stream()
  /// Whether the content at hand gets smaller, and whether that was tried.
  private var isWorthIt = true
  private var isTried = false
  private var isDone = false
  private var pace = Pace()
  private var plainSize = Self.pieceSize
  /// How much of a plain piece is still to be sent.
  private var plainLeft = 0
  /// What the last parcel was made of: so many bytes, and whether all of them were packed.
  private var latest = (bytes: 0, size: 0, isPacked: false)
  /// How much of the shipment was taken by now, before it was packed.
  package private(set) var taken = 0

  private static let mostAtOnce = 262_144
  /// The host takes a process or two for a piece.
  private static let pieceSize = 1 << 20
  /// On a line that stays faster than packing, pieces grow up to this.
  private static let mostPlain = 8 << 20
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
    return try nextPiece()
  }

  private mutating func nextPiece() throws(Shipment.ChangedSource) -> [UInt8]? {
    guard !isDone else { return nil }
    let before = taken
    let (parcel, isPacked) = plainLeft == 0 && pace.packs ? try packed() : (try plain(), false)
    latest = (taken - before, parcel.count, isPacked)
    isDone = number == pieces.count
    return isDone ? parcel + Array("0\n".utf8) : parcel
  }

  /// A gzip file of its own.
  ///
  /// What gets no smaller is in it as it is, and then it tells nothing about packing.
  private mutating func packed() throws(Shipment.ChangedSource) -> (parcel: [UInt8], isPacked: Bool) {
    plainSize = Self.pieceSize
    var zip = GzipStream(effort)
    var piece: [UInt8] = []
    var isPacked = true
    while piece.count < Self.pieceSize, number < pieces.count {
      let part = try part(tries: true)
      isPacked = isPacked && isWorthIt
      piece += zip.add(part, isWorthIt ? effort : .none)
    }
    piece += zip.finish()
    return (Array("\(piece.count) packed\n".utf8) + piece, isPacked)
  }

  /// Some of a piece that may be larger than what is held of it.
  private mutating func plain() throws(Shipment.ChangedSource) -> [UInt8] {
    var parcel: [UInt8] = []
    if plainLeft == 0 {
      plainLeft = size(ofNext: plainSize)
      plainSize = min(2 * plainSize, Self.mostPlain)
      parcel = Array("\(plainLeft) plain\n".utf8)
    }
    while plainLeft > 0, parcel.count < Self.pieceSize {
      let part = try part(tries: false)
      plainLeft -= part.count
      parcel += part
    }
    return parcel
  }

  /// How much the next parts are, up to the first with which they are so much.
  private func size(ofNext least: Int) -> Int {
    var (number, offset, size) = (number, offset, 0)
    while size < least, number < pieces.count {
      let end = min(offset + Self.mostAtOnce, pieces[number].size)
      size += end - offset
      (number, offset) = end == pieces[number].size ? (number + 1, 0) : (number, end)
    }
    return size
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
    if offset == 0 { isTried = false }
    if tries, !isTried {
      isWorthIt = content.size < Self.leastTried || Shrinking.helps(part)
      isTried = true
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
