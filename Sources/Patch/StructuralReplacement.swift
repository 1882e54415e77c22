/// Puts the new text in, and leaves alone whatever both texts have in common.
struct StructuralReplacement {
  private let find: StructuralTemplate
  private let replace: StructuralTemplate
  private let stream: TokenStream
  private let ending: [UInt8]
  /// How many elements at the start and at the end are the same in both, so that they stay as the file has them.
  private let head: Int
  private let tail: Int
  private let hasSameEnd: Bool
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
    hasSameEnd = find.remark(at: old.count) == replace.remark(at: new.count)
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
    let rendering = TemplateRendering(
      replace, for: match, of: find, in: stream, ending: ending, columns: columns(match))
    // Whole lines, put in before a line that stays.
    let beginsLine = beginsLine(match)
    if head == oldEnd, beginsLine, tail > 0, newEnd > head,
      new[newEnd - 1].isLayout || new[newEnd - 1].hole?.isLines == true
    {
      return insertion(match, rendering)
    }
    var (from, newFrom) = starts(match, rendering, beginsLine: beginsLine)
    var (to, newTo) = (from, newFrom)
    if tail == 0 {
      to = endOfToken(match, old.count - 1)
      newTo = hasSameEnd ? new.last?.range.upperBound ?? 0 : replace.text.count
    } else if head == 0, oldEnd == 0 {
      to = rendering.start(of: 0)
      newTo = new[newEnd].range.lowerBound
    } else if head == oldEnd || old[oldEnd].isLayout
      || old[oldEnd - 1].isLayout && newEnd > head && new[newEnd - 1].isLayout
      || newEnd > head && keepsLineEnd(match, oldEnd, newEnd, rendering)
    {
      // What follows keeps the line end, the white space and the comment before it.
      to = (head..<oldEnd).last { !old[$0].isLayout }.map { endOfToken(match, $0) } ?? from
      newTo = (head..<newEnd).last { !new[$0].isLayout }.map { new[$0].range.upperBound } ?? newFrom
    } else {
      to = rendering.start(of: oldEnd)
      newTo = new[newEnd].range.lowerBound
    }
    if to < from { (from, newFrom) = (to, min(newFrom, newTo)) }
    let isAtStart = from == stream.lineStart(of: from) && newFrom == lineStart(of: newFrom)
    return (from..<max(from, to), rendering.bytes(newFrom..<max(newFrom, newTo), atLineStart: isAtStart))
  }

  /// New lines before one that stays, and before the comment that stands above it in both.
  private func insertion(_ match: StructuralMatch, _ rendering: TemplateRendering) -> (Range<Int>, [UInt8]) {
    let new = replace.elements
    let (oldEnd, newEnd) = (find.elements.count - tail, new.count - tail)
    let place = rendering.remarkLines(above: oldEnd) ?? rendering.lineStart(of: oldEnd)
    let first = new[head...].first { !$0.isLayout } ?? new[head]
    let start = hasSameRemark(head) ? lineStart(of: first.range.lowerBound) : endOfLine(before: head)
    let next = new[newEnd...].first { !$0.isLayout }?.range.lowerBound ?? replace.text.count
    var end = lineStart(of: next)
    if !replace.remark(at: newEnd).isEmpty {
      // Up to the comment, blank lines included.
      end = endOfLine(before: newEnd)
      while end < next, let line = replace.text[end...].firstIndex(of: 0x0a), replace.text[end..<line].isBlank {
        end = line + 1
      }
    }
    return (place..<place, rendering.bytes(start..<max(start, end), atLineStart: true))
  }

  /// True where the first element that differs begins a line of the file.
  private func beginsLine(_ match: StructuralMatch) -> Bool {
    let old = find.elements
    guard head == 0 || old[head - 1].isLayout || old[head - 1].hole?.isLines == true else { return false }
    guard head < match.spans.count, match.spans[head].lowerBound < stream.tokens.count else { return true }
    let start = stream.tokens[match.spans[head].lowerBound].range.lowerBound
    return stream.bytes[stream.lineStart(of: start)..<start].allSatisfy { $0 == 0x20 || $0 == 0x09 }
  }

  /// Where the old text begins to differ in the file, and the new one in the template.
  private func starts(
    _ match: StructuralMatch, _ rendering: TemplateRendering, beginsLine: Bool
  ) -> (file: Int, template: Int) {
    let new = replace.elements
    if head == 0 {
      let start = rendering.start(of: 0)
      guard beginsLine, !hasSameRemark(0) else { return (start, new.first?.startsLine == true ? firstToken : 0) }
      // A comment above that 'find' knows goes with it; another one stays.
      let above = rendering.remarkLines(above: 0)
      return (above ?? start, 0)
    }
    guard beginsLine, head < find.elements.count - tail, head < new.count else {
      if head < min(find.elements.count, new.count) - tail, keepsLineEnd(match, head, head, rendering) {
        return (rendering.start(of: head), new[head].range.lowerBound)
      }
      return (endOfToken(match, head - 1), new[head - 1].range.upperBound)
    }
    let start = rendering.lineStart(of: head)
    guard !hasSameRemark(head) else { return (start, lineStart(of: new[head].range.lowerBound)) }
    return (rendering.remarkLines(above: head) ?? start, endOfLine(before: head))
  }

  private var firstToken: Int {
    let byte = replace.elements.first?.range.lowerBound ?? 0
    return replace.elements.first?.hole?.isLines == true ? lineStart(of: byte) : byte
  }

  /// Whether an element stands on another line of the file than the one before it, which is no matter of the edit.
  private func keepsLineEnd(
    _ match: StructuralMatch, _ old: Int, _ new: Int, _ rendering: TemplateRendering
  ) -> Bool {
    func gap(before element: Int, of template: StructuralTemplate) -> ArraySlice<UInt8> {
      let elements = template.elements
      return template.text[elements[element - 1].range.upperBound..<elements[element].range.lowerBound]
    }
    let (end, next) = (endOfToken(match, old - 1), rendering.start(of: old))
    return end < next && stream.bytes[end..<next].contains(0x0a)
      && gap(before: old, of: find) == gap(before: new, of: replace)
  }

  private func hasSameRemark(_ element: Int) -> Bool {
    element >= find.elements.count || element >= replace.elements.count
      || find.remark(at: element) == replace.remark(at: element)
  }

  /// In the template, the start of the line after the element before.
  private func endOfLine(before element: Int) -> Int {
    let end = replace.elements[..<element].last { !$0.isLayout }?.range.upperBound ?? 0
    guard end > 0 else { return 0 }
    return replace.text[end...].firstIndex(of: 0x0a).map { $0 + 1 } ?? replace.text.count
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
