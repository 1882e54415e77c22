extension TokenStream {
  /// How many lines are as deep as no line may be there, in a language where depth makes blocks.
  ///
  /// A file that has some may be in a dialect, or broken already; what matters is that a patch adds none.
  var misfits: Int {
    guard language.lineEnds == .indented else { return 0 }
    var count = 0
    var lineStart = 0
    for index in tokens.indices where tokens[index].kind == .newline {
      let next = index + 1 < tokens.count ? tokens[index + 1].kind : nil
      let opens = opensBlock(tokens[lineStart..<index])
      if next == .indent, !opens { count += 1 }
      // In YAML a key may have no value, or a list that is not indented.
      if next != .indent, opens, language == .python { count += 1 }
      lineStart = tokens[(index + 1)...].firstIndex { !$0.isLayout } ?? index
    }
    return count
  }

  private func opensBlock(_ line: ArraySlice<Token>) -> Bool {
    guard let first = line.first(where: { !$0.isLayout }), let last = line.last else { return false }
    let end = bytes[last.range.upperBound - 1]
    if language == .python { return end == UInt8(ascii: ":") }
    // A list item is a block from its first word on; a text in a block may go on deeper than it began.
    return ":|>-&".utf8.contains(end) || bytes[first.range.lowerBound] == UInt8(ascii: "-")
  }
}

extension PatchDecision {
  /// What becomes of a decision whose result would not fit into its file.
  static func misfit(_ decision: PatchDecision) -> PatchDecision {
    PatchDecision(
      .conflicting, tier: decision.tier, sites: decision.sites,
      notes: ["the new lines would be too deep there, or not deep enough"])
  }
}
