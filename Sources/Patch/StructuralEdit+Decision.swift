extension StructuralEdit {
  /// What the edit means for a file, and what the file would become.
  package func decide(_ bytes: [UInt8]) -> PatchDecision {
    .proven(
      bytes, find.language,
      advice: "add 'applied:', or put more of the surrounding code into 'find' and 'replace'"
    ) { stream, text throws(PatchDecision.Refusal) in
      try decide(stream, ending: text.dominantEnding)
    }
  }

  private func decide(
    _ stream: TokenStream, ending: PatchText.Ending
  ) throws(PatchDecision.Refusal) -> PatchDecision {
    let region = try StructuralScope.region(within, in: stream)
    guard let (old, new) = places(in: stream, region) else {
      return PatchDecision(.unsafe, notes: ["the search for 'find' takes too long: give it fewer holes"])
    }
    let state = PatchState.of(old: old.count, new: new.count, wanted: count)
    let sites =
      (old.map { stream.site($0.range, state.isRefused ? state : .applies) }
      + new.map { stream.site($0.range, state.isRefused ? state : .alreadyApplied) }).sorted { $0.line < $1.line }
    var decision = PatchDecision(state, tier: state.isRefused ? nil : .structural, sites: sites)
    if stream.isUnbalanced {
      decision.notes.append("the brackets of the file do not match, so blocks are told by lines")
    }
    switch state {
    case .applies, .partlyApplied:
      let replacement = StructuralReplacement(self, in: stream, ending: ending.bytes)
      decision.result = replacement.apply(to: old)
      if replacement.losesComments(in: old) {
        decision.notes.append("a comment inside of the replaced code goes with it")
      }
    case .drifted:
      let count = old.count + new.count
      if count > 0 { decision.notes.append("found \(count == 1 ? "once" : "\(count) times"), expected \(self.count)") }
      let nearest = StructuralCandidates(find, in: stream, region)
      decision.candidates = nearest.best
      decision.correction = nearest.correction
    case .ambiguous: decision.notes += ambiguity(old.count, new.count, sites)
    default: break
    }
    return decision
  }

  private func ambiguity(_ old: Int, _ new: Int, _ sites: [PatchSite]) -> [String] {
    var notes: [String] = []
    if old > 0, new > 0 {
      notes.append(
        "the old text stands there \(old == 1 ? "once" : "\(old) times") and the new one \(new == 1 ? "once" : "\(new) times"), expected \(count) in all"
      )
    } else {
      notes.append("found \(old + new) times, expected \(count)")
    }
    let headers = Set(sites.compactMap(\.header))
    if headers.count > 1 { notes.append("choose one with 'within', such as within: \"\(headers.sorted()[0])\"") }
    return notes
  }

  /// The places of the old and of the new text, none inside of one of the other; nil if the search was given up.
  func places(in stream: TokenStream, _ region: Range<Int>) -> (old: [StructuralMatch], new: [StructuralMatch])? {
    var search = StructuralSearch(find, in: stream, region: region, where: conditions)
    var old = search.matches()
    var second = StructuralSearch(applied, in: stream, region: region, where: isDerived ? conditions : [:])
    var new = second.matches()
    guard !search.isExhausted, !second.isExhausted else { return nil }
    guard isDerived else { return (old, new) }
    if isDeletion { new.removeAll { match in holdsRemoved(match, stream) } }
    // At the same place the text that says more is the one that is there.
    let newSaysMore = applied.literals >= find.literals
    let (allOld, allNew) = (old, new)
    old.removeAll { one in allNew.contains { $0.contains(one) && ($0.range != one.range || newSaysMore) } }
    new.removeAll { one in allOld.contains { $0.contains(one) && ($0.range != one.range || !newSaysMore) } }
    return (old, new)
  }

  /// True where 'replace' is what is left of 'find'.
  private var isDeletion: Bool {
    var rest = find.elements[...]
    for element in replace.elements {
      guard let place = rest.firstIndex(where: { $0.kind == element.kind }) else { return false }
      rest = rest[(place + 1)...]
    }
    return true
  }

  /// A hole that holds words of what was to be removed: then it was not removed, but changed.
  private func holdsRemoved(_ match: StructuralMatch, _ stream: TokenStream) -> Bool {
    var kept: [[UInt8]: Int] = [:]
    for case .literal(_, let key) in applied.elements.map(\.kind) { kept[key, default: 0] += 1 }
    var removed: Set<[UInt8]> = []
    for element in find.elements where element.isTelling {
      guard case .literal(_, let key) = element.kind else { continue }
      if let count = kept[key], count > 0 { kept[key] = count - 1 } else { removed.insert(key) }
    }
    return zip(applied.elements, match.spans).contains { element, span in
      element.hole != nil && span.contains { removed.contains(Array(stream.key(stream.tokens[$0]))) }
    }
  }
}

extension StructuralTemplate {
  /// The text on one line, for a message.
  var words: String {
    String(decoding: text, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
  }
}
