/// The new text of one place: the template with what its holes captured there, indented and ended like the file.
struct TemplateRendering {
  private let replace: StructuralTemplate
  private let match: StructuralMatch
  private let find: StructuralTemplate
  private let stream: TokenStream
  private let ending: [UInt8]
  private let columns: TemplateColumns

  init(
    _ replace: StructuralTemplate, for match: StructuralMatch, of find: StructuralTemplate, in stream: TokenStream,
    ending: [UInt8], columns: TemplateColumns
  ) {
    self.replace = replace
    self.match = match
    self.find = find
    self.stream = stream
    self.ending = ending
    self.columns = columns
  }

  /// Where an element of 'find' begins in the file; one for lines begins with the comments before it.
  func start(of element: Int) -> Int {
    if find.elements[element].hole?.isLines == true { return lines(of: element).lowerBound }
    let place = match.spans[element].lowerBound
    return place < stream.tokens.count ? stream.tokens[place].range.lowerBound : stream.bytes.count
  }

  func lineStart(of element: Int) -> Int {
    find.elements[element].hole?.isLines == true ? start(of: element) : stream.lineStart(of: start(of: element))
  }

  /// Where the comment lines above an element begin if the file has those of 'find' there; nil if it has others.
  func remarkLines(above element: Int) -> Int? {
    let wanted = find.remark(at: element)
    guard !wanted.isEmpty else { return nil }
    var start = lineStart(of: element)
    var found: [UInt8] = []
    while start > 0, found.count < wanted.count {
      let line = stream.lineStart(of: start - 1)
      let content = stream.bytes[line..<start].filter { !Lexer.isBlank($0) && $0 != UInt8(ascii: "\\") }
      found = content + found
      start = line
    }
    return found == wanted ? start : nil
  }

  /// A part of the template's text as it goes into the file.
  func bytes(_ part: Range<Int>, atLineStart: Bool) -> [UInt8] {
    var result: [UInt8] = []
    var place = part.lowerBound
    var element = replace.elements.firstIndex { $0.range.lowerBound >= place && !$0.isLayout } ?? replace.elements.count
    var isLineStart = place == 0 || replace.text[place - 1] == 0x0a
    var writesIndent = atLineStart
    while place < part.upperBound {
      if isLineStart {
        let indentEnd = replace.text[place...].firstIndex { $0 != 0x20 && $0 != 0x09 } ?? replace.text.count
        let isBlankLine = indentEnd >= replace.text.count || replace.text[indentEnd] == 0x0a
        let column = Lexer.column(of: indentEnd, from: place, in: replace.text)
        if writesIndent, !isBlankLine, hole(at: indentEnd, element)?.isLines != true {
          result += columns.indent(for: column)
        }
        if let hole = hole(at: indentEnd, element), hole.isLines {
          let captured = lines(named: hole.name, column: column, writesIndent: writesIndent)
          result += captured
          element = next(element)
          place = replace.elements[..<element].last(where: { !$0.isLayout })?.range.upperBound ?? indentEnd
          // Nothing captured leaves no line behind.
          if captured.isEmpty, place < part.upperBound, replace.text[place] == 0x0a {
            place += 1
          } else {
            isLineStart = false
          }
          continue
        }
        place = min(max(place, indentEnd), part.upperBound)
        isLineStart = false
        continue
      }
      if element < replace.elements.count, replace.elements[element].range.lowerBound == place {
        let current = replace.elements[element]
        if let hole = current.hole {
          result += capture(named: hole.name)
        } else {
          let start = (replace.text[..<place].lastIndex(of: 0x0a) ?? -1) + 1
          let indent = replace.text[start...].prefix { $0 == 0x20 || $0 == 0x09 }
          let column = Lexer.column(of: indent.endIndex, from: start, in: replace.text)
          result += TokenStream.moved(
            replace.text[current.range], from: indent, to: columns.indent(for: column), ending: ending)
        }
        place = current.range.upperBound
        element = next(element)
        continue
      }
      if replace.text[place] == 0x0a {
        result += ending
        isLineStart = true
        writesIndent = true
      } else {
        result.append(replace.text[place])
      }
      place += 1
    }
    return result
  }

  private func next(_ element: Int) -> Int {
    replace.elements.indices.first { $0 > element && !replace.elements[$0].isLayout } ?? replace.elements.count
  }

  private func hole(at place: Int, _ element: Int) -> TemplateHole? {
    guard element < replace.elements.count, replace.elements[element].range.lowerBound == place else { return nil }
    return replace.elements[element].hole
  }

  private func element(named name: String) -> Int? { find.elements.firstIndex { $0.hole?.name == name } }

  /// Byte for byte.
  private func capture(named name: String) -> ArraySlice<UInt8> {
    guard let element = element(named: name) else { return [] }
    return stream.bytes[stream.bytes(of: match.spans[element])]
  }

  /// Whole lines; those of a hole that stands deeper, or less deep, than in 'find' are moved with it.
  private func lines(named name: String, column: Int, writesIndent: Bool) -> [UInt8] {
    guard let element = element(named: name) else { return [] }
    let range = lines(of: element)
    guard !range.isEmpty, let first = match.spans[element].first else { return [] }
    let old = Array(stream.indent(at: stream.tokens[first].range.lowerBound))
    let new = columns.indent(for: column)
    var result: [UInt8] = []
    var place = range.lowerBound
    while place < range.upperBound {
      let end = stream.bytes[place..<range.upperBound].firstIndex(of: 0x0a).map { $0 + 1 } ?? range.upperBound
      let line = stream.bytes[place..<end]
      let mayMove = old != new && line.starts(with: old) && !line.allSatisfy(Lexer.isBlank) && !isInString(place)
      result += mayMove ? new + line.dropFirst(old.count) : Array(line)
      place = end
    }
    return writesIndent ? result : Array(result.drop { $0 == 0x20 || $0 == 0x09 })
  }

  /// True for the start of a line that a string of several lines goes on in.
  private func isInString(_ byte: Int) -> Bool {
    stream.tokens.contains { $0.kind == .string && $0.range.lowerBound < byte && byte < $0.range.upperBound }
  }

  /// The lines that a hole captured, with the comments around them, without the last line's end.
  private func lines(of element: Int) -> Range<Int> {
    let span = match.spans[element]
    guard let first = span.first, let last = span.last(where: { !stream.tokens[$0].isLayout }) else {
      let place =
        span.lowerBound < stream.tokens.count ? stream.tokens[span.lowerBound].range.lowerBound : stream.bytes.count
      let start = stream.lineStart(of: place)
      return start..<start
    }
    var start = stream.lineStart(of: stream.tokens[first].range.lowerBound)
    if let before = stream.tokens[..<first].last(where: { !$0.isLayout }),
      let end = stream.bytes[before.range.upperBound..<start].firstIndex(of: 0x0a)
    {
      start = end + 1
    }
    let end = stream.tokens[last].range.upperBound
    let isLast = element + 1 == find.elements.count
    guard !isLast, let after = stream.tokens[span.upperBound...].first(where: { !$0.isLayout }) else {
      return start..<end
    }
    let next = stream.lineStart(of: after.range.lowerBound)
    // Without the line end before the next line, be it one byte or two.
    guard next > end else { return start..<end }
    let isCRLF = next >= 2 && stream.bytes[next - 2] == 0x0d
    return start..<max(end, next - (isCRLF ? 2 : 1))
  }
}
