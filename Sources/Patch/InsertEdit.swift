/// `insert` with `after` or `before`: new lines, or new code, beside something that is there.
package struct InsertEdit: Sendable, Equatable {
  package enum Side: String, Sendable { case after, before }
  /// How the new lines are indented.
  package enum Indent: String, Sendable, CaseIterable {
    case asAnchor = "as-anchor"
    case asWritten = "as-written"
  }

  package struct Words: Sendable {
    package var text: String
    package var anchor: String
    package var side: Side
    package var indent = Indent.asAnchor
    package var within: String?
    package var applied: String?
    package var count = PatchCount.one

    package init(_ text: String, _ side: Side, _ anchor: String) {
      self.text = text
      self.anchor = anchor
      self.side = side
    }
  }

  private let edit: StructuralEdit
  private let text: StructuralTemplate
  private let lines: [UInt8]
  private let side: Side
  private let indent: Indent
  private let isDerived: Bool

  package init(_ words: Words, _ language: LexerLanguage) throws(KeyProblem) {
    text = try KeyProblem.of("insert") { () throws(TemplateProblem) in
      let text = try StructuralTemplate(words.text, language)
      guard text.elements.allSatisfy({ $0.hole == nil }) else {
        throw TemplateProblem("'insert' has no holes: it is put in as it stands")
      }
      return text
    }
    isDerived = words.applied == nil
    guard isDerived || words.count == .one else {
      throw KeyProblem(
        "applied",
        TemplateProblem(
          "'applied' tells of one place, and 'count' asks for \(words.count)",
          hint: "leave 'applied' out: each place is then told by what stands beside it"))
    }
    guard words.applied != nil || text.isTelling else {
      throw KeyProblem(
        "insert",
        TemplateProblem(
          "nothing in 'insert' tells that it is there already",
          hint: "add 'applied:' with something that stands in the file afterwards"))
    }
    let anchor = try KeyProblem.of(words.side.rawValue) { () throws(TemplateProblem) in
      try StructuralTemplate.pattern(words.anchor, language, called: words.side.rawValue)
    }
    edit = try StructuralEdit(anchor: anchor, text, words, language)
    lines = Array(words.text.utf8).filter { $0 != 0x0d }
    side = words.side
    indent = words.indent
  }

  package var count: PatchCount { edit.count }

  /// What the edit means for a file, and what the file would become.
  package func decide(_ bytes: [UInt8]) -> PatchDecision {
    .proven(bytes, edit.find.language, advice: "does the text fit there?") {
      stream, text throws(PatchDecision.Refusal) in
      try decide(stream, ending: text.dominantEnding == .none ? [0x0a] : text.dominantEnding.bytes)
    }
  }

  private func decide(_ stream: TokenStream, ending: [UInt8]) throws(PatchDecision.Refusal) -> PatchDecision {
    let region = try StructuralScope.region(edit.within, in: stream)
    var search = StructuralSearch(edit.find, in: stream, region: region)
    let anchors = search.matches()
    var second = StructuralSearch(edit.applied, in: stream, region: region)
    let texts = second.matches()
    guard !search.isExhausted, !second.isExhausted else {
      return PatchDecision(.unsafe, notes: ["the search for '\(side.rawValue)' takes too long: give it fewer holes"])
    }
    let done = isDerived ? anchors.filter { anchor in texts.contains { isBeside($0, anchor, stream) } } : []
    var old = anchors.filter { anchor in !done.contains(anchor) }
    let inside = texts.filter { text in !anchors.contains { $0.contains(text) } }
    if !isDerived, !texts.isEmpty { old = texts.count >= edit.count.least ? [] : old }
    let new = isDerived ? done.count : texts.count
    let state = PatchState.of(old: old.count, new: new, wanted: edit.count)
    let sites = (isDerived ? anchors : old + texts).map { anchor in
      stream.site(anchor.range, state.isRefused ? state : old.contains(anchor) ? .applies : .alreadyApplied)
    }
    if isDerived, state == .applies, let stray = inside.first {
      return PatchDecision(
        .conflicting, sites: [stream.site(stray.range, .conflicting)] + sites,
        notes: [
          "the text stands in the file already, but not \(side.rawValue) the anchor: add 'applied:' if that is something else"
        ])
    }
    var decision = PatchDecision(state, tier: state.isRefused ? nil : .structural, sites: sites)
    switch state {
    case .applies, .partlyApplied: decision.result = insert(at: old, stream, ending)
    case .drifted:
      let nearest = StructuralCandidates(edit.find, in: stream, region)
      decision.candidates = nearest.best
      decision.correction = nearest.correction.map { Array(side.rawValue.utf8) + $0.dropFirst("find".utf8.count) }
      if old.count + new > 0 { decision.notes.append("found \(old.count + new) times, expected \(edit.count)") }
    case .ambiguous: decision.notes.append("the anchor is found \(old.count + new) times, expected \(edit.count)")
    default: break
    }
    return decision
  }

  /// Whether the text stands right beside the anchor, line ends aside.
  private func isBeside(_ text: StructuralMatch, _ anchor: StructuralMatch, _ stream: TokenStream) -> Bool {
    let gap =
      side == .after
      ? anchor.range.upperBound..<max(anchor.range.upperBound, text.range.lowerBound)
      : text.range.upperBound..<max(text.range.upperBound, anchor.range.lowerBound)
    let isInOrder =
      side == .after
      ? text.range.lowerBound >= anchor.range.upperBound : text.range.upperBound <= anchor.range.lowerBound
    return isInOrder && gap.allSatisfy { stream.tokens[$0].isLayout }
  }

  private func insert(at anchors: [StructuralMatch], _ stream: TokenStream, _ ending: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var place = 0
    for anchor in anchors {
      let bytes = stream.bytes(of: anchor.range)
      let isWhole = isWholeLines(anchor, stream)
      let at: Int
      if isWhole {
        at =
          side == .before
          ? stream.lineStart(of: bytes.lowerBound)
          : stream.bytes[bytes.upperBound...].firstIndex(of: 0x0a).map { $0 + 1 } ?? stream.bytes.count
      } else {
        at = side == .before ? bytes.lowerBound : bytes.upperBound
      }
      result += stream.bytes[place..<at]
      result += isWhole ? lines(at: anchor, at, stream, ending) : piece
      place = at
    }
    return result + stream.bytes[place...]
  }

  /// True where nothing but the anchor stands on its lines.
  private func isWholeLines(_ anchor: StructuralMatch, _ stream: TokenStream) -> Bool {
    let bytes = stream.bytes(of: anchor.range)
    let first = stream.line(of: bytes.lowerBound)
    let last = stream.line(of: max(bytes.lowerBound, bytes.upperBound - 1))
    let before = anchor.range.lowerBound > 0 ? stream.tokens[..<anchor.range.lowerBound].last { !$0.isLayout } : nil
    let after = stream.tokens[anchor.range.upperBound...].first { !$0.isLayout }
    return before.map { stream.line(of: $0.range.upperBound - 1) < first } ?? true
      && after.map { stream.line(of: $0.range.lowerBound) > last } ?? true
  }

  /// On a line with other code, only white space is put between.
  private var piece: [UInt8] { side == .after ? [0x20] + text.text : text.text + [0x20] }

  private func lines(at anchor: StructuralMatch, _ place: Int, _ stream: TokenStream, _ ending: [UInt8]) -> [UInt8] {
    var columns = TemplateColumns(.unit(of: text.text), .unit(of: stream.bytes))
    columns.learn(0, stream.indent(at: stream.bytes(of: anchor.range).lowerBound))
    var result: [UInt8] = []
    // The last line of the file may lack its end.
    if place == stream.bytes.count, place > 0, stream.bytes[place - 1] != 0x0a { result += ending }
    let source = indent == .asAnchor ? text.text : Array(lines.reversed().drop { $0 == 0x0a }.reversed())
    for line in source.split(separator: 0x0a, omittingEmptySubsequences: false) {
      let own = line.prefix { $0 == 0x20 || $0 == 0x09 }
      let column = Lexer.column(of: own.endIndex, from: line.startIndex, in: source)
      if !line.isBlank {
        result += indent == .asAnchor ? columns.indent(for: column) + line.dropFirst(own.count) : Array(line)
      }
      result += ending
    }
    if place == stream.bytes.count, let last = stream.bytes.last, last != 0x0a { result.removeLast(ending.count) }
    return result
  }
}

extension StructuralEdit {
  /// An anchor, and the text whose presence beside it counts.
  fileprivate init(
    anchor: StructuralTemplate, _ text: StructuralTemplate, _ words: InsertEdit.Words, _ language: LexerLanguage
  ) throws(KeyProblem) {
    find = anchor
    replace = text
    applied =
      try words.applied.map { source throws(KeyProblem) in
        try KeyProblem.of("applied") { () throws(TemplateProblem) in
          try StructuralTemplate.pattern(source, language, called: "applied")
        }
      } ?? text
    isDerived = words.applied == nil
    conditions = [:]
    count = words.count
    within = try words.within.map { source throws(KeyProblem) in
      try KeyProblem.of("within") { () throws(TemplateProblem) in
        try StructuralTemplate.pattern(source, language, called: "within")
      }
    }
  }
}
