/// A piece of code with holes, which is found whatever its formatting.
package struct StructuralTemplate: Sendable, Equatable {
  struct Element: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
      /// A token that has to stand there.
      case literal(Token.Kind, [UInt8])
      case hole(TemplateHole)
    }

    let kind: Kind
    /// Where it stands in the template's text.
    let range: Range<Int>
    let startsLine: Bool
    /// How deep its line is indented.
    let depth: Int

    var hole: TemplateHole? { if case .hole(let hole) = kind { hole } else { nil } }
    var isNewline: Bool { if case .literal(.newline, _) = kind { true } else { false } }
    var isLayout: Bool {
      if case .literal(let kind, _) = kind { kind == .newline || kind == .indent || kind == .dedent } else { false }
    }
    var isTelling: Bool {
      if case .literal(let kind, _) = kind { kind == .word || kind == .number || kind == .string } else { false }
    }
  }

  let text: [UInt8]
  let elements: [Element]
  let language: LexerLanguage

  /// The holes with a name, each once.
  package var holeNames: Set<String> {
    Set(elements.compactMap(\.hole).filter { !$0.isAnonymous && !$0.name.hasPrefix("...") }.map(\.name))
  }

  /// The end of as many blocks as end there.
  static let severalDedents: [UInt8] = [UInt8(ascii: "*")]

  var literals: Int { elements.count { $0.hole == nil && !$0.isLayout } }
  /// Without one, a template would be found anywhere.
  var isTelling: Bool { elements.contains(where: \.isTelling) }

  package static func == (one: StructuralTemplate, other: StructuralTemplate) -> Bool {
    one.text == other.text && one.language == other.language && one.elements == other.elements
  }
}

extension StructuralTemplate {
  /// Reads a template; `known` are the holes of another one that it may repeat.
  init(_ source: String, _ language: LexerLanguage, known: [String: TemplateHole]? = nil) throws(TemplateProblem) {
    text = Self.trimmed(Array(source.utf8))
    self.language = language
    let stream = TokenStream(text, language, hasHoles: true)
    var holes = known ?? [:]
    var dots = 0
    var elements: [Element] = []
    let tokens = Self.core(of: stream.tokens)
    for (index, token) in tokens.enumerated() {
      guard token.kind == .hole else {
        elements.append(Self.literal(token, stream))
        continue
      }
      let words = String(decoding: text[token.range], as: UTF8.self)
      if words == "..." { dots += 1 }
      var hole = try TemplateHole(words, dots: dots)
      if let before = holes[hole.name] {
        if hole.kind != .inline, hole.kind != before.kind {
          throw TemplateProblem("the hole '\(hole.name)' is of another kind than before", fragment: words)
        }
        hole = before
      } else if !hole.isAnonymous {
        if known != nil {
          let what =
            words == "..." ? "'...' has nothing in 'find' that it stands for" : "no hole '\(hole.name)' in 'find'"
          throw TemplateProblem(what, hint: "only what 'find' captures can be put in", fragment: words)
        }
        holes[hole.name] = hole
      } else if known != nil {
        throw TemplateProblem(
          ":[_] stands for anything, so nothing can be put in for it", hint: "give it a name in 'find' too",
          fragment: words)
      }
      let isAlone =
        token.startsLine && (index + 1 == tokens.count || tokens[index + 1].isLayout || tokens[index + 1].startsLine)
      hole.isLines = hole.kind == .rest && isAlone && Self.depth(tokens, index, stream.bytes) == 0
      elements.append(
        Element(
          kind: .hole(hole), range: token.range, startsLine: token.startsLine, depth: Self.depth(of: token, stream)))
    }
    self.elements = Self.withoutEndsOfHoleLines(elements)
  }

  static func literal(_ token: Token, _ stream: TokenStream) -> Element {
    let isOpen = token.kind == .dedent && token.mate < 0
    let key = isOpen ? severalDedents : token.isLayout ? [] : Array(stream.key(token))
    return Element(
      kind: .literal(token.kind, key), range: token.range, startsLine: token.startsLine,
      depth: depth(of: token, stream))
  }

  /// Reads what is searched for, which has to be recognisable.
  static func pattern(_ source: String, _ language: LexerLanguage, called name: String) throws(TemplateProblem)
    -> StructuralTemplate
  {
    let template = try StructuralTemplate(source, language)
    guard template.isTelling else {
      let hasComment = template.elements.isEmpty && !template.text.isEmpty
      throw TemplateProblem(
        "'\(name)' has no word, number or text that could be found\(hasComment ? ": comments do not count" : "")",
        hint: hasComment ? "use 'regex' for comments" : nil)
    }
    if case .rest? = template.elements.first?.hole?.kind {
      throw TemplateProblem("'\(name)' cannot begin with a hole of any length", hint: "begin with the line before it")
    }
    return template
  }

  /// What stands before an element and is no token, such as a comment; of the last one and what follows it, behind it.
  func remark(at element: Int) -> [UInt8] {
    let start = elements[..<element].last { !$0.isLayout }?.range.upperBound ?? 0
    let end = elements[element...].first { !$0.isLayout }?.range.lowerBound ?? text.count
    // A line end belongs to what stands before it, and so does a comment before it.
    if element < elements.count, elements[element].isLayout { return [] }
    return text[start..<max(start, end)].filter { !Lexer.isBlank($0) && $0 != UInt8(ascii: "\\") }
  }

  /// Holes by their names, so that another template can repeat them.
  var holes: [String: TemplateHole] {
    Dictionary(elements.compactMap(\.hole).filter { !$0.isAnonymous }.map { ($0.name, $0) }) { first, _ in first }
  }

  /// Without blank lines around and without what all lines are indented by.
  static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    var lines = bytes.filter { $0 != 0x0d }.split(separator: 0x0a, omittingEmptySubsequences: false).map { Array($0) }
    while let first = lines.first, first[...].isBlank { lines.removeFirst() }
    while let last = lines.last, last[...].isBlank { lines.removeLast() }
    let indents = lines.filter { !$0[...].isBlank }.map { Array($0.prefix { $0 == 0x20 || $0 == 0x09 }) }
    guard var common = indents.first else { return [] }
    for indent in indents { common = Array(zip(common, indent).prefix { $0 == $1 }.map(\.0)) }
    return Array(
      lines.map { $0.starts(with: common) ? Array($0.dropFirst(common.count)) : $0 }.joined(separator: [0x0a]))
  }

  /// Without the ends of the last line and of the blocks that are open there: the file may go on.
  static func core(of tokens: [Token]) -> [Token] {
    var tokens = tokens
    while let last = tokens.last, last.isLayout { tokens.removeLast() }
    return tokens
  }

  private static func depth(_ tokens: [Token], _ index: Int, _ bytes: [UInt8]) -> Int {
    var depth = 0
    for token in tokens[..<index] where token.kind == .symbol && token.range.count == 1 {
      let byte = bytes[token.range.lowerBound]
      // Braces hold lines.
      if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") { continue }
      if Token.isOpening(byte) { depth += 1 } else if Token.opening(of: byte) != nil { depth -= 1 }
    }
    return depth
  }

  private static func depth(of token: Token, _ stream: TokenStream) -> Int {
    guard !token.isLayout else { return 0 }
    let indent = stream.indent(at: token.range.lowerBound)
    return Lexer.column(of: indent.endIndex, from: indent.startIndex, in: stream.bytes)
  }

  /// A hole for whole lines takes their ends as well.
  private static func withoutEndsOfHoleLines(_ elements: [Element]) -> [Element] {
    var kept: [Element] = []
    for element in elements {
      if element.isNewline, kept.last?.hole?.isLines == true { continue }
      kept.append(element)
    }
    return kept
  }
}
