extension StructuralEdit {
  /// So many words, numbers and strings are not met by chance.
  private static let leastTelling = 8

  /// A hunk as code that is known by its tokens, wherever its lines were broken; nil for one that says too little so.
  init?(_ hunk: PatchHunk, _ language: LexerLanguage) {
    let find = StructuralTemplate(code: hunk.old, language)
    let replace = StructuralTemplate(code: hunk.new, language)
    guard find.elements.count(where: \.isTelling) >= Self.leastTelling, replace.isTelling,
      replace.elements.first?.isLayout != true, find.elements.map(\.kind) != replace.elements.map(\.kind)
    else { return nil }
    self.init(
      find: find, replace: replace, applied: replace, isDerived: true, conditions: [:], within: nil, count: .one)
  }

  /// Whether lines that a hunk removes stand somewhere after all.
  static func stillHolds(_ bytes: [UInt8], removedBy hunk: PatchHunk, _ language: LexerLanguage) -> Bool {
    let removed = StructuralTemplate(code: hunk.lines.filter { $0.kind == .removed }.map(\.text), language)
    guard removed.isTelling else { return false }
    var search = StructuralSearch(removed, in: TokenStream(bytes, language))
    return !search.matches().isEmpty || search.isExhausted
  }
}

extension StructuralTemplate {
  /// Lines that stand for themselves: what looks like a hole is none.
  init(code lines: [PatchText.Line], _ language: LexerLanguage) {
    text = Self.trimmed(Array(lines.map(\.content).joined(separator: [0x0a])))
    self.language = language
    let stream = TokenStream(text, language)
    elements = Self.core(of: stream.tokens).map { Self.literal($0, stream) }
  }
}
