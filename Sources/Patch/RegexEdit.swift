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
    do throws(PatchText.Unsafe) {
      let text = try PatchText(bytes)
      let ending = text.dominantEnding == .none ? PatchText.Ending.lf : text.dominantEnding
      let decision = decide(bytes, isUTF8: text.isUTF8, ending: ending.bytes)
      guard let result = decision.result else { return decision }
      guard TokenStream(result, language).misfits <= TokenStream(bytes, language).misfits else {
        return .misfit(decision)
      }
      let again = decide(result, isUTF8: text.isUTF8, ending: ending.bytes)
      guard again.state == .alreadyApplied else {
        return PatchDecision(
          .invalidAfter, tier: .regex, sites: decision.sites,
          notes: [
            "the result would not be recognised as patched (it would be \(again.state.rawValue)): add 'applied:', or anchor the pattern"
          ])
      }
      return decision
    } catch {
      return PatchDecision(.unsafe, notes: [error.reason])
    }
  }

  private func decide(_ bytes: [UInt8], isUTF8: Bool, ending: [UInt8]) -> PatchDecision {
    let stream = TokenStream(bytes, language)
    var region = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3..<bytes.count : 0..<bytes.count
    if let within {
      switch StructuralScope.find(within, in: stream) {
      case .block(let block):
        let span = stream.bytes(of: block)
        region = stream.lineStart(of: span.lowerBound)..<span.upperBound
      case .none:
        return PatchDecision(.drifted, notes: ["there is no '\(within.words)' in the file, which 'within' names"])
      case .several(let places):
        return PatchDecision(
          .ambiguous, sites: places.map { stream.site($0..<$0 + 1, .ambiguous) },
          notes: ["'within' names \(places.count) places: put more of the line into it"])
      }
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
