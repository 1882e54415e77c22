/// One line of a session's answer, with the bytes that it announced.
package struct Reply: Sendable, Hashable {
  package let words: [String]
  package let body: [UInt8]

  package init(words: [String], body: [UInt8] = []) {
    self.words = words
    self.body = body
  }

  package var text: String { String(decoding: body, as: UTF8.self) }
}

/// Finds replies, which are lines that begin with the token, among what else a login shell prints.
package struct ReplyReader: Sendable {
  private let mark: [UInt8]
  private var buffer: [UInt8] = [UInt8(ascii: "\n")]
  /// What is left of the body that is handed on in pieces.
  private var owed = 0
  /// What was printed around the replies; the last of it explains a session that fails to start.
  package private(set) var noise: [UInt8] = []

  /// The end of what is no reply so far: all there is where a reply never came.
  package var unread: [UInt8] { Array(buffer.suffix(4096)) }

  package init(token: String) { mark = Array("\n@\(token) ".utf8) }

  package mutating func feed(_ bytes: [UInt8]) { buffer += bytes }

  /// What follows the replies that were read, for whoever reads on in another form.
  package mutating func takeRest() -> [UInt8] {
    defer { buffer = [UInt8(ascii: "\n")] }
    return buffer
  }

  /// The next whole reply; nil until more is fed.
  package mutating func next() -> Reply? {
    guard let head = head() else { return nil }
    // Without a body the newline stays, as the one that the next mark begins with.
    let bodyEnd = head.end + 1 + head.size
    guard buffer.count >= bodyEnd else { return nil }
    let body = Array(buffer[(head.end + 1)..<bodyEnd])
    passOver(head, through: head.size == 0 ? head.end : bodyEnd)
    return Reply(words: head.words, body: body)
  }

  /// A part of a reply whose body may be larger than memory.
  package enum Piece: Sendable, Hashable {
    case head([String], size: Int)
    case body([UInt8])
  }

  /// The next part of a reply; nil until more is fed.
  package mutating func nextPiece() -> Piece? {
    guard owed == 0 else {
      guard !buffer.isEmpty else { return nil }
      let piece = Array(buffer.prefix(owed))
      buffer.removeFirst(piece.count)
      owed -= piece.count
      return .body(piece)
    }
    guard let head = head() else { return nil }
    passOver(head, through: head.size == 0 ? head.end : head.end + 1)
    owed = head.size
    return .head(head.words, size: head.size)
  }

  private struct Head {
    let words: [String]
    /// How many bytes follow.
    let size: Int
    let start: Int
    /// Where its newline is.
    let end: Int
  }

  private mutating func head() -> Head? {
    guard let start = buffer.range(of: mark) else {
      // The mark may still be cut in two, so its length stays.
      if buffer.count > 65_536 { drop(buffer.count - mark.count) }
      return nil
    }
    guard let end = buffer[start.upperBound...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    var words = String(decoding: buffer[start.upperBound..<end], as: UTF8.self)
      .split(separator: " ").map(String.init)
    var size = 0
    if let last = words.last, last.hasPrefix("#"), let announced = Int(last.dropFirst()), announced >= 0 {
      size = announced
      words.removeLast()
    }
    return Head(words: words, size: size, start: start.lowerBound, end: end)
  }

  private mutating func passOver(_ head: Head, through end: Int) {
    noise += buffer[..<head.start]
    noise = Array(noise.suffix(4096))
    buffer.removeSubrange(..<end)
  }

  private mutating func drop(_ count: Int) {
    noise += buffer[..<count]
    noise = Array(noise.suffix(4096))
    buffer.removeSubrange(..<count)
  }
}
