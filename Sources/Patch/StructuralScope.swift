/// The block that an edit is limited to: what belongs to the line where `within` is found.
struct StructuralScope {
  enum Finding {
    /// Tokens of the block, its header included.
    case block(Range<Int>)
    case none
    /// Several places, by the first token of each.
    case several([Int])
  }

  static func find(_ template: StructuralTemplate, in stream: TokenStream) -> Finding {
    var search = StructuralSearch(template, in: stream)
    let matches = search.matches()
    guard let match = matches.first else { return .none }
    guard matches.count == 1 else { return .several(matches.map(\.range.lowerBound)) }
    return .block(block(from: match.range, in: stream))
  }

  /// From the header to the end of its brackets, its deeper lines, or the next section.
  static func block(from header: Range<Int>, in stream: TokenStream) -> Range<Int> {
    let tokens = stream.tokens
    let start = header.lowerBound
    // A bracket that the header opens itself, or that follows on its line.
    if let own = header.last(where: { tokens[$0].mate >= header.upperBound && tokens[$0].kind == .symbol }) {
      return start..<tokens[own].mate + 1
    }
    switch stream.language.lineEnds {
    case .indented:
      var end = header.upperBound
      while end < tokens.count, tokens[end].kind != .newline {
        end = tokens[end].mate > end ? tokens[end].mate + 1 : end + 1
      }
      if end + 1 < tokens.count, tokens[end + 1].kind == .indent { return start..<tokens[end + 1].mate + 1 }
      return start..<min(end + 1, tokens.count)
    case .free, .ending:
      var end = header.upperBound
      while end < tokens.count {
        let byte = stream.bytes[tokens[end].range.lowerBound]
        if tokens[end].kind == .symbol, byte == UInt8(ascii: "{"), tokens[end].mate > end {
          return start..<tokens[end].mate + 1
        }
        if byte == UInt8(ascii: ";") || tokens[end].kind == .newline || byte == UInt8(ascii: "}") { break }
        end += 1
      }
      return start..<(section(from: start, in: stream) ?? deeperLines(from: start, in: stream))
    }
  }

  /// In a file of `[sections]`, the next one.
  private static func section(from start: Int, in stream: TokenStream) -> Int? {
    func isSection(_ index: Int) -> Bool {
      let token = stream.tokens[index]
      guard token.kind == .symbol, token.startsLine, stream.bytes[token.range.lowerBound] == UInt8(ascii: "[") else {
        return false
      }
      return token.mate < 0 || token.mate + 1 >= stream.tokens.count || stream.tokens[token.mate + 1].kind == .newline
    }
    guard stream.language.lineEnds == .ending else { return nil }
    let line = stream.tokens[...start].lastIndex { $0.startsLine } ?? start
    guard isSection(line) else { return nil }
    return stream.tokens.indices.first { $0 > start && isSection($0) } ?? stream.tokens.count
  }

  /// The lines below that are indented deeper.
  private static func deeperLines(from start: Int, in stream: TokenStream) -> Int {
    let line = stream.tokens[...start].lastIndex { $0.startsLine } ?? start
    let column = stream.tokens[line].column
    return stream.tokens.indices.first {
      $0 > start && stream.tokens[$0].startsLine && stream.tokens[$0].column <= column
    }
      ?? stream.tokens.count
  }
}

extension TokenStream {
  /// The nearest line above a byte that is indented less: what a person calls the place.
  func header(above byte: Int) -> String? {
    let line = self.line(of: byte)
    func depth(_ line: Int) -> Int? {
      let text = bytes[lineStarts[line]...].prefix { $0 != 0x0a }
      guard !text.isBlank else { return nil }
      return Lexer.column(of: text.indent.endIndex, from: text.startIndex, in: bytes)
    }
    guard let own = depth(line), own > 0 else { return nil }
    for above in stride(from: line - 1, through: max(0, line - 2000), by: -1) {
      guard let column = depth(above), column < own else { continue }
      let text = bytes[lineStarts[above]...].prefix { $0 != 0x0a }.trimmed
      guard text.contains(where: Lexer.isWord) else { continue }
      return String(decoding: text, as: UTF8.self)
    }
    return nil
  }

  /// A place of an edit.
  func site(_ span: Range<Int>, _ state: PatchState, edit: Int = 1) -> PatchSite {
    let bytes = self.bytes(of: span)
    let first = line(of: bytes.lowerBound)
    let last = line(of: max(bytes.lowerBound, bytes.upperBound - 1))
    return PatchSite(
      edit: edit, line: first + 1, count: bytes.isEmpty ? 0 : last - first + 1, state: state,
      header: header(above: bytes.lowerBound))
  }

  /// From the first byte of the first token to the last of the last.
  func bytes(of span: Range<Int>) -> Range<Int> {
    guard let first = span.first, let last = span.last else {
      let place = span.lowerBound < tokens.count ? tokens[span.lowerBound].range.lowerBound : bytes.count
      return place..<place
    }
    return tokens[first].range.lowerBound..<max(tokens[first].range.lowerBound, tokens[last].range.upperBound)
  }
}
