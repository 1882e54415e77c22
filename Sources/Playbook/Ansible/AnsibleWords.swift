internal import SourceText

/// The words of a host's line, quoted as in a shell; `#` begins a comment.
enum AnsibleWords {
  struct Word {
    let text: String
    let range: SourceRange
  }

  static func of(_ line: SourceRange) throws(Problem) -> [Word] {
    let source = line.source
    var words: [Word] = []
    var text: [UInt8]?
    var start = line.bytes.lowerBound
    var quote: (mark: UInt8, place: Int)?
    var offset = line.bytes.lowerBound
    func end() {
      guard let bytes = text else { return }
      words.append(Word(text: String(decoding: bytes, as: UTF8.self), range: SourceRange(source, start..<offset)))
      text = nil
    }
    scan: while offset < line.bytes.upperBound {
      let byte = source.bytes[offset]
      let next = offset + 1 < line.bytes.upperBound ? source.bytes[offset + 1] : nil
      if text == nil { start = offset }
      switch (byte, quote?.mark) {
      case (UInt8(ascii: "\\"), nil), (UInt8(ascii: "\\"), UInt8(ascii: "\"")):
        guard let next else { throw Problem("nothing follows this '\\'", at: SourceRange(source, offset..<offset + 1)) }
        // Inside of quotes it takes the meaning only from these two.
        let isKept = quote != nil && next != UInt8(ascii: "\"") && next != UInt8(ascii: "\\")
        text = (text ?? []) + (isKept ? [byte, next] : [next])
        offset += 1
      case (_, let mark?):
        if byte == mark { quote = nil } else { text = (text ?? []) + [byte] }
      case (UInt8(ascii: "'"), nil), (UInt8(ascii: "\""), nil):
        quote = (byte, offset)
        text = text ?? []
      case (UInt8(ascii: "#"), nil): break scan
      case (...UInt8(ascii: " "), nil): end()
      default: text = (text ?? []) + [byte]
      }
      offset += 1
    }
    if let quote {
      throw Problem("the quote is not closed", at: SourceRange(source, quote.place..<quote.place + 1))
    }
    end()
    return words
  }
}
