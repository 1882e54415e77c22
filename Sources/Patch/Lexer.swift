/// Cuts bytes into tokens, in one pass and without a grammar, so that broken files and templates can be read as well.
struct Lexer {
  private let bytes: [UInt8]
  private let language: LexerLanguage
  /// Whether `:[x]` and `...` are holes.
  private let hasHoles: Bool
  private(set) var tokens: [Token] = []
  private var position: Int
  /// The place of the line's first byte, while nothing but blanks has been seen there.
  private var isAtLineStart = true
  private var lineStart: Int

  init(_ bytes: [UInt8], _ language: LexerLanguage, hasHoles: Bool = false) {
    self.bytes = bytes
    self.language = language
    self.hasHoles = hasHoles
    position = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    lineStart = position
    while position < bytes.count { step() }
  }

  private mutating func step() {
    let byte = bytes[position]
    switch byte {
    case 0x0a:
      position += 1
      isAtLineStart = true
      lineStart = position
    case 0x20, 0x09, 0x0d, 0x0c: position += 1
    case UInt8(ascii: "\\") where language.joinsLines && isLineEnd(position + 1):
      position = (bytes[position...].firstIndex(of: 0x0a) ?? bytes.count - 1) + 1
    // What comes next goes on with this line.
    default:
      if hasHoles, takeHole() { return }
      if takeComment() || takeString() { return }
      takePlain(byte)
    }
  }

  private func isLineEnd(_ place: Int) -> Bool {
    place < bytes.count
      && (bytes[place] == 0x0a || bytes[place] == 0x0d && place + 1 < bytes.count && bytes[place + 1] == 0x0a)
  }

  private func stands(_ mark: [UInt8], at place: Int) -> Bool {
    guard place + mark.count <= bytes.count else { return false }
    for offset in mark.indices where bytes[place + offset] != mark[offset] { return false }
    return true
  }

  private mutating func add(_ kind: Token.Kind, to end: Int) {
    var token = Token(kind: kind, range: position..<end)
    token.startsLine = isAtLineStart
    // Of the others nobody asks, and counting from the start of a very long line takes as long as that is.
    if isAtLineStart { token.column = Self.column(of: position, from: lineStart, in: bytes) }
    tokens.append(token)
    isAtLineStart = false
    // A token of several lines leaves the position in its last one.
    if kind == .string, let newline = bytes[position..<end].lastIndex(of: 0x0a) { lineStart = newline + 1 }
    position = end
  }

  static func column(of place: Int, from lineStart: Int, in bytes: [UInt8]) -> Int {
    var column = 0
    for byte in bytes[lineStart..<place] { column = byte == 0x09 ? (column / 8 + 1) * 8 : column + 1 }
    return column
  }

  private mutating func takeComment() -> Bool {
    for comment in language.comments where stands(comment.start, at: position) {
      if comment.needsLineStart, !isAtLineStart { continue }
      if comment.needsBlank, !isAtLineStart, position > 0, !Self.isBlank(bytes[position - 1]) { continue }
      var end = position + comment.start.count
      if let close = comment.end {
        while end < bytes.count, !stands(close, at: end) { end += 1 }
        end = min(end + close.count, bytes.count)
        if let newline = bytes[position..<end].lastIndex(of: 0x0a) { lineStart = newline + 1 }
      } else {
        while end < bytes.count, bytes[end] != 0x0a { end += 1 }
      }
      position = end
      return true
    }
    return false
  }

  private mutating func takeString() -> Bool {
    if language.hasPatterns, let end = patternEnd {
      add(.string, to: end)
      return true
    }
    var start = position
    if language.hasPrefixes {
      while start < bytes.count, start - position < 2, "rRbBfFuU".utf8.contains(bytes[start]) { start += 1 }
    }
    for quote in language.quotes where stands(quote.mark, at: start) {
      if quote.isCautious, position > 0, Self.isWord(bytes[position - 1]) { continue }
      guard let end = self.end(of: quote, from: start + quote.mark.count) else { continue }
      add(.string, to: end)
      return true
    }
    return false
  }

  /// Where a pattern between slashes ends; nil where the slash divides.
  private var patternEnd: Int? {
    guard bytes[position] == UInt8(ascii: "/") else { return nil }
    if let last = tokens.last {
      guard last.kind == .symbol, "(,=:[!&|?{};".utf8.contains(bytes[last.range.upperBound - 1]) else { return nil }
    }
    var place = position + 1
    var isInClass = false
    while place < bytes.count, bytes[place] != 0x0a {
      switch bytes[place] {
      case UInt8(ascii: "\\"): place += 1
      case UInt8(ascii: "["): isInClass = true
      case UInt8(ascii: "]"): isInClass = false
      case UInt8(ascii: "/") where !isInClass: return place + 1
      default: break
      }
      place += 1
    }
    return nil
  }

  /// Where a string ends; nil if a mark is no string, or one that ends nowhere.
  private func end(of quote: LexerLanguage.Quote, from start: Int) -> Int? {
    var place = start
    while place < bytes.count {
      if quote.escapes, bytes[place] == UInt8(ascii: "\\") {
        place += 2
      } else if stands(quote.mark, at: place) {
        return place + quote.mark.count
      } else if bytes[place] == 0x0a, !quote.isMultiline {
        // A string that was forgotten to be closed ends with its line, but for a mark that is perhaps an apostrophe.
        return quote.isCautious ? nil : place
      } else {
        place += 1
      }
    }
    return quote.isCautious || quote.isMultiline ? nil : bytes.count
  }

  private mutating func takePlain(_ byte: UInt8) {
    var end = position + 1
    if Self.isDigit(byte) {
      while end < bytes.count,
        Self.isWord(bytes[end])
          || bytes[end] == UInt8(ascii: ".") && end + 1 < bytes.count && Self.isDigit(bytes[end + 1])
      { end += 1 }
      add(.number, to: end)
    } else if Self.isWord(byte) {
      while end < bytes.count, Self.isWord(bytes[end]) { end += 1 }
      add(.word, to: end)
    } else {
      for symbol in Self.symbolsByFirst[Int(byte)] where stands(symbol, at: position) {
        end = position + symbol.count
        break
      }
      add(.symbol, to: end)
    }
  }

  /// Operators of several characters: `= =` is not `==`.
  private static let symbols: [[UInt8]] = [
    "===", "!==", "...", "<<=", ">>=", "**=", "//=", "&&=", "||=", "??=", "==", "!=", "<=", ">=", "&&", "||", "->",
    "=>",
    "::", ":=", "+=", "-=", "*=", "/=", "%=", "|=", "&=", "^=", "++", "--", "<<", ">>", "**", "??", "?.", "=~", "!~",
  ].map { Array($0.utf8) }

  private static let symbolsByFirst: [[[UInt8]]] = (0..<256).map { byte in symbols.filter { $0[0] == UInt8(byte) } }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d }
  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  /// Letters, digits, `_`, and whatever is not ASCII.
  static func isWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x5f || byte >= 0x80
  }
}

extension Lexer {
  /// Takes a `:[hole]` or a `...` that stands alone.
  private mutating func takeHole() -> Bool {
    if stands(Array(":[".utf8), at: position), let end = holeEnd(position + 2) {
      add(.hole, to: end)
      return true
    }
    let dots = Array("...".utf8)
    guard stands(dots, at: position) else { return false }
    let before = position > 0 ? bytes[position - 1] : 0x20
    let after = position + 3 < bytes.count ? bytes[position + 3] : 0x20
    // A spread (`...args`), an ellipsis behind a word and a range are the language's own.
    guard Self.isBlank(before) || "([{,".utf8.contains(before), Self.isBlank(after) || ")]},;".utf8.contains(after)
    else {
      return false
    }
    add(.hole, to: position + 3)
    return true
  }

  /// Behind the bracket that closes a hole; brackets of a pattern in it are counted.
  private func holeEnd(_ start: Int) -> Int? {
    var depth = 1
    var place = start
    while place < bytes.count, bytes[place] != 0x0a {
      switch bytes[place] {
      case UInt8(ascii: "\\"): place += 1
      case UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 { return place + 1 }
      default: break
      }
      place += 1
    }
    return nil
  }
}
