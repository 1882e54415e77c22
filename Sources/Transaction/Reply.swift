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
  /// What was printed around the replies; the last of it explains a session that fails to start.
  package private(set) var noise: [UInt8] = []

  package init(token: String) { mark = Array("\n@\(token) ".utf8) }

  package mutating func feed(_ bytes: [UInt8]) { buffer += bytes }

  /// What follows the replies that were read, for whoever reads on in another form.
  package mutating func takeRest() -> [UInt8] {
    defer { buffer = [UInt8(ascii: "\n")] }
    return buffer
  }

  /// The next whole reply; nil until more is fed.
  package mutating func next() -> Reply? {
    guard let start = buffer.firstRange(of: mark) else {
      // The mark may still be cut in two, so its length stays.
      if buffer.count > 65_536 { drop(buffer.count - mark.count) }
      return nil
    }
    guard let end = buffer[start.upperBound...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    var words = String(decoding: buffer[start.upperBound..<end], as: UTF8.self)
      .split(separator: " ").map(String.init)
    var length = 0
    if let last = words.last, last.hasPrefix("#"), let announced = Int(last.dropFirst()), announced >= 0 {
      length = announced
      words.removeLast()
    }
    // Without a body the newline stays, as the one that the next mark begins with.
    let bodyEnd = end + 1 + length
    guard buffer.count >= bodyEnd else { return nil }
    let body = Array(buffer[(end + 1)..<bodyEnd])
    noise += buffer[..<start.lowerBound]
    noise = Array(noise.suffix(4096))
    buffer.removeSubrange(..<(length == 0 ? end : bodyEnd))
    return Reply(words: words, body: body)
  }

  private mutating func drop(_ count: Int) {
    noise += buffer[..<count]
    noise = Array(noise.suffix(4096))
    buffer.removeSubrange(..<count)
  }
}
