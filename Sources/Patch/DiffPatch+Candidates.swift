extension DiffPatch {
  /// The hunks with more of the old text around them, by which a place is found more easily.
  func widened(_ texts: PatchTexts) -> [PatchHunk] {
    hunks.map { hunk in
      var wide = hunk
      let side = hunk.old.count
      let start = hunk.oldStart - (side == 0 ? 0 : 1)
      let above = texts.old[max(0, start - Self.around)..<start]
      let below = texts.old[start + side..<min(texts.old.count, start + side + Self.around)]
      wide.lines =
        above.map { PatchHunk.Line(kind: .context, text: $0) } + hunk.lines
        + below.map { PatchHunk.Line(kind: .context, text: $0) }
      wide.oldStart = start - above.count + 1
      return wide
    }
  }

  private static let around = 8

  /// Refuses a decision whose result would not be known as patched, and shows the places that it was about.
  func notSeenAgain(_ decision: PatchDecision, _ again: PatchDecision, in text: PatchText) -> PatchDecision {
    var refused = decision
    refused.state = .invalidAfter
    refused.result = nil
    let lines = again.sites.filter { $0.state != .alreadyApplied }.map { "\($0.line)" }
    let place = lines.isEmpty ? "" : " at line \(lines.joined(separator: ", ")) of the result"
    refused.notes.append("a second run would not see that it is done, but answer '\(again.state.rawValue)'\(place)")
    var places: [Int: Range<Int>] = [:]
    for site in decision.sites where site.state != .alreadyApplied {
      let range = site.line - 1..<site.line - 1 + site.count
      let known = places[site.edit - 1] ?? range
      places[site.edit - 1] =
        min(known.lowerBound, range.lowerBound)..<max(known.upperBound, range.upperBound)
    }
    let locator = HunkLocator(text.lines, hunks, indentCounts: indentCounts)
    refused.addCandidates(of: places.keys.sorted(), hunks, locator, known: places)
    return refused
  }
}

extension PatchDecision {
  /// Refuses what more than one place speaks against.
  ///
  /// One line that is gone beside an edit may be a chance; two in different places tell that the code which the patch
  /// was written for is not the code that is here, and what fits as text is likely to be wrong.
  mutating func refuse(ifDoubtful doubts: Int) {
    guard doubts > 1, state == .applies || state == .partlyApplied else { return }
    state = .conflicting
    result = nil
    notes.append("the lines beside \(doubts) of its edits were changed or are gone: check each by hand")
  }
}
