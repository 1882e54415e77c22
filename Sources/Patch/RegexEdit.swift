/// `regex` and `replace`: a pattern, and what each of its matches becomes.
package struct RegexEdit: Sendable, Equatable {
  let pattern: RegexPattern
  let replace: RegexReplacement
  let applied: RegexPattern
  let isDerived: Bool
  let within: StructuralTemplate?
  package let count: PatchCount
  private let language: LexerLanguage

  package struct Words: Sendable {
    package var pattern: RegexPattern
    package var replace: String
    package var within: String?
    package var applied: RegexPattern?
    package var count = PatchCount.one

    package init(_ pattern: RegexPattern, replace: String) {
      self.pattern = pattern
      self.replace = replace
    }
  }

  package init(_ words: Words, _ language: LexerLanguage) throws(KeyProblem) {
    let replace = try KeyProblem.of("replace") { () throws(TemplateProblem) in
      try RegexReplacement(words.replace, for: words.pattern)
    }
    within = try words.within.map { text throws(KeyProblem) in
      try KeyProblem.of("within") { () throws(TemplateProblem) in
        try StructuralTemplate.pattern(text, language, called: "within")
      }
    }
    guard let applied = words.applied ?? replace.recognition(of: words.pattern) else {
      throw KeyProblem(
        "replace",
        TemplateProblem(
          "nothing in 'replace' tells that the edit is there already",
          hint: "add 'applied:' with a pattern that is found in the file afterwards and was not before"))
    }
    pattern = words.pattern
    self.replace = replace
    self.applied = applied
    isDerived = words.applied == nil
    count = words.count
    self.language = language
  }

  /// What the edit means for a file, and what the file would become.
  package func decide(_ bytes: [UInt8]) -> PatchDecision {
    .proven(bytes, language, advice: "add 'applied:', or anchor the pattern") {
      stream, text throws(PatchDecision.Refusal) in
      let ending = text.dominantEnding == .none ? PatchText.Ending.lf : text.dominantEnding
      return try decide(stream, isUTF8: text.isUTF8, ending: ending.bytes)
    }
  }

  private func decide(
    _ stream: TokenStream, isUTF8: Bool, ending: [UInt8]
  ) throws(PatchDecision.Refusal) -> PatchDecision {
    let bytes = stream.bytes
    var region = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3..<bytes.count : 0..<bytes.count
    if let within {
      let span = stream.bytes(of: try StructuralScope.region(within, in: stream))
      region = stream.lineStart(of: span.lowerBound)..<span.upperBound
    }
    var old: [RegexPattern.Match]
    var new: [RegexPattern.Match]
    do throws(RegexPattern.Overrun) {
      old = try pattern.matches(in: bytes, region: region, isUTF8: isUTF8)
      new = try applied.matches(in: bytes, region: region, isUTF8: isUTF8)
    } catch {
      return PatchDecision(.unsafe, notes: ["the search for the pattern takes too long: make it simpler"])
    }
    if isDerived {
      // What would become itself is the new text, and what lies inside of it as well.
      old.removeAll {
        $0.range.isEmpty ? false : replace.bytes(for: $0, in: bytes, ending: ending).elementsEqual(bytes[$0.range])
      }
      let candidates = new
      old.removeAll { one in
        candidates.contains {
          $0.range.lowerBound <= one.range.lowerBound && one.range.upperBound <= $0.range.upperBound
            && $0.range.count > one.range.count
        }
      }
      new.removeAll { one in old.contains { $0.range.overlaps(one.range) } }
    }
    let state = PatchState.of(old: old.count, new: new.count, wanted: count)
    let sites =
      (old.map { site($0, state.isRefused ? state : .applies, stream) }
      + new.map { site($0, state.isRefused ? state : .alreadyApplied, stream) }).sorted { $0.line < $1.line }
    var decision = PatchDecision(state, tier: state.isRefused ? nil : .regex, sites: sites)
    switch state {
    case .applies, .partlyApplied: decision.result = replaced(old, in: bytes, ending)
    case .drifted where old.count + new.count > 0:
      decision.notes.append("found \(old.count + new.count) times, expected \(count)")
    case .drifted: decision.notes.append("neither the pattern nor what it becomes is in the file")
    case .ambiguous:
      decision.notes.append(
        old.isEmpty || new.isEmpty
          ? "found \(old.count + new.count) times, expected \(count)"
          : "the old text stands there \(old.count) and the new one \(new.count) times, expected \(count) in all")
    default: break
    }
    return decision
  }

  private func site(_ match: RegexPattern.Match, _ state: PatchState, _ stream: TokenStream) -> PatchSite {
    let first = stream.line(of: match.range.lowerBound)
    let last = stream.line(of: max(match.range.lowerBound, match.range.upperBound - 1))
    return PatchSite(
      edit: 1, line: first + 1, count: last - first + 1, state: state,
      header: stream.header(above: match.range.lowerBound))
  }

  private func replaced(_ matches: [RegexPattern.Match], in bytes: [UInt8], _ ending: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var place = 0
    for match in matches {
      result += bytes[place..<match.range.lowerBound]
      result += replace.bytes(for: match, in: bytes, ending: ending)
      place = match.range.upperBound
    }
    return result + bytes[place...]
  }
}
