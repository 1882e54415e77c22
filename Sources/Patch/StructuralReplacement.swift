/// Puts the new text in, and leaves alone whatever both texts have in common.
struct StructuralReplacement {
  private let find: StructuralTemplate
  private let replace: StructuralTemplate
  private let stream: TokenStream
  private let ending: [UInt8]
  /// How many elements at the start and at the end are the same in both, so that they stay as the file has them.
  private let head: Int
  private let tail: Int
  private let units: (template: TemplateIndentation, file: TemplateIndentation)

  init(_ edit: StructuralEdit, in stream: TokenStream, ending: [UInt8]) {
    find = edit.find
    replace = edit.replace
    self.stream = stream
    self.ending = ending.isEmpty ? [0x0a] : ending
    let (old, new) = (find.elements, replace.elements)
    let most = min(old.count, new.count)
    let (find, replace) = (find, replace)
    // A line that moves deeper is written anew, and so is one that gets another comment.
    func isSame(_ one: Int, _ other: Int) -> Bool {
      old[one].kind == new[other].kind && old[one].depth == new[other].depth
        && find.remark(at: one) == replace.remark(at: other)
    }
    var head = 0
    while head < most, isSame(head, head) { head += 1 }
    var tail = 0
    let hasSameEnd = find.remark(at: old.count) == replace.remark(at: new.count)
    while hasSameEnd, tail < most - head, isSame(old.count - 1 - tail, new.count - 1 - tail) { tail += 1 }
    self.head = head
    self.tail = tail
    units = (.unit(of: find.text + [0x0a] + replace.text), .unit(of: stream.bytes))
  }

  func apply(to matches: [StructuralMatch]) -> [UInt8] {
    var result: [UInt8] = []
    var place = 0
    for match in matches {
      let (range, text) = edit(match)
      result += stream.bytes[place..<range.lowerBound]
      result += text
      place = range.upperBound
    }
    return result + stream.bytes[place...]
  }

  /// True where a comment is in what is taken out.
  func losesComments(in matches: [StructuralMatch]) -> Bool {
    matches.contains { match in
      let inner = head..<match.spans.count - tail
      return zip(inner, inner.dropFirst()).contains { one, next in
        // The lines that a hole stands for keep their comments.
        guard find.elements[one].hole?.isLines != true, find.elements[next].hole?.isLines != true,
          let last = match.spans[one].last, let first = match.spans[next].first
        else { return false }
        let (from, to) = (stream.tokens[last].range.upperBound, stream.tokens[first].range.lowerBound)
        return from < to && !stream.bytes[from..<to].allSatisfy { Lexer.isBlank($0) || $0 == UInt8(ascii: "\\") }
      }
    }
  }

  /// What goes out, as bytes of the file, and what comes in.
  private func edit(_ match: StructuralMatch) -> (Range<Int>, [UInt8]) {
    let (old, new) = (find.elements, replace.elements)
    let (oldEnd, newEnd) = (old.count - tail, new.count - tail)
    let site = match.range.lowerBound
    let rendering = TemplateRendering(
      replace, for: match, of: find, in: stream, ending: ending, columns: columns(match))
    // Whole lines, put in before a line that stays.
    let beginsLine =
      head == 0 ? stream.tokens[site].startsLine : old[head - 1].isLayout || old[head - 1].hole?.isLines == true
    if head == oldEnd, beginsLine, tail > 0, newEnd > head,
      new[newEnd - 1].isNewline || new[newEnd - 1].hole?.isLines == true
    {
      let anchor = match.spans[oldEnd].lowerBound
      let place = stream.lineStart(of: stream.tokens[min(anchor, stream.tokens.count - 1)].range.lowerBound)
      let lines = lineStart(of: new[head].range.lowerBound)..<lineStart(of: new[newEnd].range.lowerBound)
      return (place..<place, rendering.bytes(lines, atLineStart: true))
    }
    var from = head == 0 ? rendering.start(of: 0) : endOfToken(match, head - 1)
    var newFrom = head == 0 ? 0 : new[head - 1].range.upperBound
    if head > 0, beginsLine, head < oldEnd, head < new.count {
      from = rendering.lineStart(of: head)
      newFrom = lineStart(of: new[head].range.lowerBound)
    }
    var (to, newTo) = (from, newFrom)
    if tail == 0 {
      (to, newTo) = (endOfToken(match, old.count - 1), replace.text.count)
    } else if head == oldEnd || old[oldEnd].isLayout {
      // What follows keeps the white space and the comment before it.
      to = head == oldEnd ? from : endOfToken(match, oldEnd - 1)
      newTo = newEnd > head ? new[newEnd - 1].range.upperBound : newFrom
    } else {
      to = rendering.start(of: oldEnd)
      newTo = new[newEnd].range.lowerBound
    }
    let isAtStart = from == stream.lineStart(of: from) && newFrom == lineStart(of: newFrom)
    return (from..<max(from, to), rendering.bytes(newFrom..<max(newFrom, newTo), atLineStart: isAtStart))
  }

  /// What the lines that were found teach about indentation.
  private func columns(_ match: StructuralMatch) -> TemplateColumns {
    var columns = TemplateColumns(units.template, units.file)
    for (element, span) in zip(find.elements, match.spans) where element.startsLine {
      guard let first = span.first, stream.tokens[first].startsLine else { continue }
      let start = (find.text[..<element.range.lowerBound].lastIndex(of: 0x0a) ?? -1) + 1
      let column = Lexer.column(of: element.range.lowerBound, from: start, in: find.text)
      columns.learn(column, stream.indent(at: stream.tokens[first].range.lowerBound))
    }
    columns.learn(0, stream.indent(at: stream.bytes(of: match.range).lowerBound))
    return columns
  }

  private func lineStart(of byte: Int) -> Int { (replace.text[..<byte].lastIndex(of: 0x0a) ?? -1) + 1 }

  private func endOfToken(_ match: StructuralMatch, _ element: Int) -> Int {
    let end = match.spans[element].upperBound
    return end == 0 ? 0 : stream.tokens[end - 1].range.upperBound
  }
}
