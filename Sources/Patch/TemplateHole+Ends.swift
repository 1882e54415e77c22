/// Where a hole that begins at a token may end, the nearest first; it never leaves its bracket or block.
struct HoleEnds {
  private let hole: TemplateHole
  private let stream: TokenStream
  private let region: Range<Int>
  private let start: Int
  private var place: Int
  private var isOver = false
  private var hasBegun = false

  init(_ hole: TemplateHole, at start: Int, in stream: TokenStream, region: Range<Int>) {
    self.hole = hole
    self.stream = stream
    self.region = region
    self.start = start
    place = start
  }

  mutating func next() -> Int? {
    guard !isOver else { return nil }
    switch hole.kind {
    case .identifier: return one(.word)
    case .string: return one(.string)
    case .number: return one(.number)
    case .inline, .pattern:
      guard advance() else { return nil }
      return place
    case .rest:
      if !hasBegun {
        hasBegun = true
        return place
      }
      if hole.isLines, stream.language.lineEnds != .free { return advanceLine() ? place : nil }
      while advance() { if !hole.isLines || isBetweenStatements { return place } }
      return nil
    }
  }

  /// The farthest end; nil where there is none.
  mutating func last() -> Int? {
    var last: Int?
    while let end = next() { last = end }
    // The end of the last line is not the hole's.
    while hole.isLines, let end = last, end > start, stream.tokens[end - 1].kind == .newline { last = end - 1 }
    return last
  }

  private mutating func one(_ kind: Token.Kind) -> Int? {
    isOver = true
    return start < region.upperBound && stream.tokens[start].kind == kind ? start + 1 : nil
  }

  /// Takes one more token, or a bracket with all that it holds.
  private mutating func advance() -> Bool {
    isOver = true
    guard place < region.upperBound else { return false }
    let token = stream.tokens[place]
    if token.isLayout { return false }
    // In a file whose lines end freely, a hole of one line ends with it.
    if hole.kind != .rest, place > start, token.startsLine { return false }
    if token.kind == .symbol, token.range.count == 1 {
      let byte = stream.bytes[token.range.lowerBound]
      if byte == UInt8(ascii: ";"), hole.kind != .rest, stream.language.lineEnds != .ending { return false }
      if Token.opening(of: byte) != nil { return false }
      if Token.isOpening(byte) {
        guard token.mate > place, token.mate < region.upperBound else { return false }
        place = token.mate
      }
    }
    place += 1
    isOver = false
    return true
  }

  /// Whether a statement may end before the place, where braces and semicolons tell.
  private var isBetweenStatements: Bool {
    guard place < region.upperBound else { return true }
    if stream.tokens[place].startsLine { return true }
    return [stream.tokens[place], stream.tokens[place - 1]].enumerated().contains { offset, token in
      let byte = stream.bytes[token.range.lowerBound]
      return byte == UInt8(ascii: "}") || offset == 1 && byte == UInt8(ascii: ";")
    }
  }

  /// Takes one more logical line, with the block below it.
  private mutating func advanceLine() -> Bool {
    isOver = true
    var end = place
    guard end < region.upperBound, !stream.tokens[end].isLayout else { return false }
    while end < region.upperBound, stream.tokens[end].kind != .newline {
      let token = stream.tokens[end]
      if token.kind == .dedent { return false }
      if token.kind == .symbol, token.mate < end, token.mate >= 0, token.mate < start { return false }
      end = token.mate > end ? token.mate + 1 : end + 1
    }
    guard end < region.upperBound else { return false }
    end += 1
    if end < region.upperBound, stream.tokens[end].kind == .indent, stream.tokens[end].mate > end {
      guard stream.tokens[end].mate < region.upperBound else { return false }
      end = stream.tokens[end].mate + 1
    }
    place = end
    isOver = false
    return true
  }
}
