/// The tokens of a text with its lines, brackets and blocks.
struct TokenStream: Sendable {
  let bytes: [UInt8]
  let language: LexerLanguage
  let tokens: [Token]
  /// Where each line begins.
  let lineStarts: [Int]
  /// True where brackets have no partner, so that blocks may be wrong.
  let isUnbalanced: Bool

  init(_ bytes: [UInt8], _ language: LexerLanguage, hasHoles: Bool = false) {
    self.bytes = bytes
    self.language = language
    var tokens = Lexer(bytes, language, hasHoles: hasHoles).tokens
    isUnbalanced = Self.pairBrackets(&tokens, bytes)
    Self.joinLines(&tokens, bytes, language)
    self.tokens = language.lineEnds == .free ? tokens : Self.layOut(tokens, bytes, language)
    var starts = [0]
    bytes.withUnsafeBufferPointer { buffer in
      for index in buffer.indices where buffer[index] == 0x0a { starts.append(index + 1) }
    }
    lineStarts = starts
  }

  /// Gives brackets their partners; true if some have none.
  private static func pairBrackets(_ tokens: inout [Token], _ bytes: [UInt8]) -> Bool {
    var open: [Int] = []
    var isUnbalanced = false
    for index in tokens.indices where tokens[index].kind == .symbol && tokens[index].range.count == 1 {
      let byte = bytes[tokens[index].range.lowerBound]
      if Token.isOpening(byte) {
        open.append(index)
      } else if let wanted = Token.opening(of: byte) {
        // What was opened in between and is closed nowhere has no partner; but a bracket closes nothing far away.
        guard let place = open.suffix(16).lastIndex(where: { bytes[tokens[$0].range.lowerBound] == wanted }) else {
          isUnbalanced = true
          continue
        }
        isUnbalanced = isUnbalanced || place < open.count - 1
        tokens[open[place]].mate = index
        tokens[index].mate = open[place]
        open.removeSubrange(place...)
      }
    }
    return isUnbalanced || !open.isEmpty
  }

  /// Leaves `startsLine` only where a logical line begins.
  private static func joinLines(_ tokens: inout [Token], _ bytes: [UInt8], _ language: LexerLanguage) {
    // The brackets around, and whether a line end counts in them: not in those of an argument list, but again in a
    // function that is an argument.
    var around: [(end: Int, isQuiet: Bool)] = []
    for index in tokens.indices {
      if around.last?.end == index, around.removeLast().isQuiet { tokens[index].startsLine = false }
      if around.last?.isQuiet == true {
        tokens[index].startsLine = false
        tokens[index].isQuiet = true
      }
      if tokens[index].startsLine, index > 0, language.lineEnds == .free,
        goesOn(after: tokens[index - 1], bytes) || goesOn(with: tokens[index], bytes)
      {
        tokens[index].startsLine = false
      }
      guard tokens[index].mate > index else { continue }
      let isBrace = bytes[tokens[index].range.lowerBound] == UInt8(ascii: "{")
      around.append((tokens[index].mate, !isBrace || language.lineEnds == .indented))
    }
  }

  private static func goesOn(after token: Token, _ bytes: [UInt8]) -> Bool {
    guard token.kind == .symbol else { return false }
    let text = bytes[token.range]
    if text.elementsEqual("++".utf8) || text.elementsEqual("--".utf8) { return false }
    return text.first.map { "+-*/%=<&|^,.?:!~".utf8.contains($0) } ?? false
  }

  private static func goesOn(with token: Token, _ bytes: [UInt8]) -> Bool {
    guard token.kind == .symbol else { return false }
    let text = bytes[token.range]
    return text.first.map { ".?=&|,".utf8.contains($0) } ?? false
  }

  /// Adds the ends of lines, and the ends of blocks where indentation makes them.
  private static func layOut(_ raw: [Token], _ bytes: [UInt8], _ language: LexerLanguage) -> [Token] {
    var tokens: [Token] = []
    tokens.reserveCapacity(raw.count * 5 / 4)
    var places = [Int](repeating: 0, count: raw.count)
    var columns: [Int] = []
    var blocks: [Int] = []
    func close(_ end: Int) {
      let index = blocks.removeLast()
      tokens[index].mate = tokens.count
      var token = Token(kind: .dedent, range: end..<end)
      token.mate = index
      tokens.append(token)
    }
    for (index, token) in raw.enumerated() {
      if token.startsLine {
        if let last = raw[..<index].last {
          let end = bytes[last.range.upperBound...].firstIndex(of: 0x0a) ?? bytes.count
          tokens.append(Token(kind: .newline, range: end..<min(end + 1, bytes.count)))
        }
        if language.lineEnds == .indented {
          if columns.isEmpty { columns = [token.column] }
          while columns.count > 1, let top = columns.last, token.column < top {
            columns.removeLast()
            close(token.range.lowerBound)
          }
          if columns.count == 1, let top = columns.last, token.column < top {
            // A text cut out of a deeper block: nobody knows how many blocks end here.
            columns = [token.column]
            tokens.append(Token(kind: .dedent, range: token.range.lowerBound..<token.range.lowerBound))
          }
          if let top = columns.last, token.column > top {
            columns.append(token.column)
            blocks.append(tokens.count)
            tokens.append(Token(kind: .indent, range: token.range.lowerBound..<token.range.lowerBound))
          }
        }
      }
      places[index] = tokens.count
      tokens.append(token)
    }
    let end = raw.last.map { bytes[$0.range.upperBound...].firstIndex(of: 0x0a) ?? bytes.count } ?? bytes.count
    if !raw.isEmpty { tokens.append(Token(kind: .newline, range: end..<min(end + 1, bytes.count))) }
    while !blocks.isEmpty { close(min(end + 1, bytes.count)) }
    for (index, place) in places.enumerated() where raw[index].mate >= 0 {
      tokens[place].mate = places[raw[index].mate]
    }
    return tokens
  }
}

extension TokenStream {
  /// The line that a byte is in, counted from 0.
  func line(of byte: Int) -> Int {
    var (low, high) = (0, lineStarts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= byte { low = middle } else { high = middle }
    }
    return low
  }

  func lineStart(of byte: Int) -> Int { lineStarts[line(of: byte)] }

  /// The blanks that the line of a byte begins with.
  func indent(at byte: Int) -> ArraySlice<UInt8> { bytes[lineStart(of: byte)...].prefix { $0 == 0x20 || $0 == 0x09 } }

  /// The bytes of a token as they are compared.
  ///
  /// The lines of a string of several lines count from where its first line begins, since they move with the code
  /// when that is pasted elsewhere; and without carriage returns.
  func key(_ token: Token) -> ArraySlice<UInt8> {
    let text = bytes[token.range]
    guard token.kind == .string, text.contains(0x0a) else { return text }
    return TokenStream.moved(text, from: indent(at: token.range.lowerBound), to: [], ending: [0x0a])[...]
  }

  /// A string of several lines, whose lines but the first are moved from one indentation to another.
  static func moved(
    _ text: ArraySlice<UInt8>, from old: ArraySlice<UInt8>, to new: [UInt8], ending: [UInt8]
  ) -> [UInt8] {
    var result: [UInt8] = []
    for (number, line) in text.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated() {
      let content = line.last == 0x0d ? line.dropLast() : line
      if number > 0 {
        result += ending
        let isMoved = content.starts(with: old) && !(content.isBlank && line.endIndex < text.endIndex)
        result += isMoved ? new + content.dropFirst(old.count) : Array(content)
      } else {
        result += content
      }
    }
    return result
  }
}
