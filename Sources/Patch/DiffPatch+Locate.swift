extension DiffPatch {
  /// A second place is a rival if it fits nearly as well.
  private static let margin = 0.85

  /// What a hunk's windows come to.
  enum Located {
    case one(Window)
    case several([Window])
    case none([Window])

    /// How many of its edits have lost a line beside them.
    var doubts: Int { if case .one(let window) = self { window.doubts } else { 0 } }
  }

  func locate(_ hunk: PatchHunk, index: Int, _ locator: HunkLocator, within bounds: Range<Int>) -> Located {
    if let window = standing(hunk, index: index, locator, within: bounds) { return .one(window) }
    let windows = locator.windows(hunk, index: index)
    var fitting: [Window] = []
    for window in windows where window.fits && isSupported(window, hunk, locator, windows) {
      guard let first = window.sites.first?.lowerBound, let last = window.sites.last?.upperBound,
        first >= bounds.lowerBound, last <= bounds.upperBound,
        !fitting.contains(where: { $0.isSamePlace(as: window) })
      else { continue }
      fitting.append(window)
    }
    if !hunk.section.isEmpty, !fitting.isEmpty {
      // The block that the hunk stands in decides between equals, and no other place will do if that block is there.
      let inside = fitting.filter { window in
        locator.header(above: window.found.lowerBound).map { locator.isSection($0, hunk.section) } ?? false
      }
      if !inside.isEmpty {
        fitting = inside
      } else if locator.hasSection(hunk.section) {
        fitting = fitting.filter { $0.score > 0.95 || $0.score > 0.6 && $0.isThere }
      }
    }
    guard let best = fitting.first else { return .none(windows) }
    let rivals = fitting.filter { $0.score >= best.score * Self.margin }
    guard rivals.count == 1 else { return .several(rivals) }
    let copies = copies(of: hunk.old, hunk, locator, within: bounds)
    guard let copy = copies.first, best.judged.contains(where: { $0.verdict.isPending }) else { return .one(best) }
    if copies.count == 1 {
      guard let site = best.sites.first, !hunk.section.isEmpty,
        site.lowerBound < copy.lowerBound || site.lowerBound > copy.upperBound
      else { return .one(best) }
      // A window that shows two copies may have taken the one in another block.
      let narrow = locator.window(hunk, index: index, at: copy)
      return narrow.fits ? .one(narrow) : .several([best, narrow])
    }
    // Copies that lie close together are seen by one window, which cannot tell them apart.
    return .several(copies.map { Window(hunk: index, range: $0, judged: [], score: best.score, found: $0, doubts: 0) })
  }

  /// Where everything that a hunk makes stands in one place, every unchanged line with it, and what it expects in no other.
  ///
  /// No other place can say more; only of lines that were removed nothing is left to see, and they count as removed
  /// while they stand elsewhere only if the block is the one that the hunk names.
  private func standing(
    _ hunk: PatchHunk, index: Int, _ locator: HunkLocator, within bounds: Range<Int>
  ) -> Window? {
    let made = copies(of: hunk.new, hunk, locator, within: bounds)
    let expected = copies(of: hunk.old, hunk, locator, within: 0..<locator.lines.count + 1)
    // What a hunk adds may end like the lines above it, so that its old side stands in its new one.
    guard expected.allSatisfy({ old in made.contains { $0.clamped(to: old) == old } }) else { return nil }
    // Hunks that make the same stand in their order, if there are as many places as hunks.
    let twins = made.count == 1 ? [index] : locator.twins(of: hunk)
    guard twins.count == made.count, let rank = twins.firstIndex(of: index) else { return nil }
    let place = made[rank]
    let isInSection = locator.header(above: place.lowerBound).map { locator.isSection($0, hunk.section) } ?? false
    guard isInSection || !locator.hasSection(hunk.section) else { return nil }
    let window = locator.window(hunk, index: index, at: place)
    guard window.fits, !window.judged.contains(where: { $0.splice != nil }) else { return nil }
    let texts = PatchTexts(hunk, index: index)
    let isGone = window.judged.allSatisfy { one in
      let block = Array(texts.old[one.edit.old])
      guard one.edit.isDeletion, locator.contains(block) || locator.resembles(block) else { return true }
      return isInSection && block.count <= 2 || isPut(block, locator)
    }
    return isGone ? window : nil
  }

  /// Whether removed lines may stand since the patch itself adds them in a hunk that is there.
  private func isPut(_ block: [PatchText.Line], _ locator: HunkLocator) -> Bool {
    hunks.contains { hunk in
      let added = Set(hunk.lines.lazy.filter { $0.kind == .added }.map { LineKey.of($0.text.content) })
      return block.allSatisfy { $0.content.isBlank || added.contains(LineKey.of($0.content)) }
        && locator.contains(hunk.new)
    }
  }

  /// Where one side of a hunk stands whole, in the block that it names if that tells the places apart.
  private func copies(
    of side: [PatchText.Line], _ hunk: PatchHunk, _ locator: HunkLocator, within bounds: Range<Int>
  ) -> [Range<Int>] {
    let copies = locator.copies(of: side).filter {
      $0.lowerBound >= bounds.lowerBound && $0.upperBound <= bounds.upperBound
    }
    let inside = copies.filter { copy in
      locator.header(above: copy.lowerBound).map { locator.isSection($0, hunk.section) } ?? false
    }
    return hunk.section.isEmpty || inside.isEmpty ? copies : inside
  }

  /// Whether what a window shows is enough to say so without knowing the old text.
  private func isSupported(
    _ window: Window, _ hunk: PatchHunk, _ locator: HunkLocator, _ others: [Window]
  ) -> Bool {
    guard window.score >= 0.5 else { return false }
    let texts = PatchTexts(hunk, index: window.hunk)
    for one in window.judged {
      // What is to be gone is not gone while it stands anywhere.
      if one.verdict.isApplied, one.edit.isDeletion {
        let block = Array(texts.old[one.edit.old])
        // Nor while it stands with a line or two of it changed.
        if block.count > 2 ? locator.resembles(block) : locator.contains(block),
          block.count > 2 || window.score < 1 || others.contains(where: { $0.holds(one.edit) })
        {
          return false
        }
      }
      // What is to come is not missing if all of it stands anywhere.
      if one.verdict.isPending, one.edit.isInsertion, one.edit.new.count > 3,
        locator.contains(Array(texts.new[one.edit.new]))
      {
        return false
      }
    }
    return true
  }

  /// Decides hunk by hunk, by the lines around each.
  func decideWithoutBase(_ text: PatchText) -> PatchDecision {
    let locator = HunkLocator(text.lines, hunks, indentCounts: indentCounts)
    var located = hunks.enumerated().map { locate($1, index: $0, locator, within: 0..<text.lines.count + 1) }
    // Hunks whose place is sure leave less room for the others.
    for index in located.indices {
      guard case .several = located[index] else { continue }
      let bounds = Self.room(index, located, text.lines.count)
      located[index] = locate(hunks[index], index: index, locator, within: bounds)
    }
    var decision = PatchDecision(.alreadyApplied, tier: .context)
    var states: [PatchState] = []
    var splices: [Splice] = []
    var next = 0
    var lost: [Int] = []
    for (index, one) in located.enumerated() {
      switch one {
      case .one(let window):
        for judged in window.judged {
          guard let range = judged.range else { continue }
          let line = range.lowerBound + window.range.lowerBound
          if line < next { states.append(.conflicting) }
          next = line + range.count
          let state = Self.state(judged.verdict)
          states.append(state)
          decision.sites.append(
            PatchSite(edit: index + 1, line: line + 1, count: range.count, state: state, score: window.score))
        }
        splices += window.splices
      case .several(let windows):
        states.append(.ambiguous)
        decision.sites += windows.map { window in
          PatchSite(
            edit: index + 1, line: window.found.lowerBound + 1, count: window.found.count, state: .ambiguous,
            score: window.score)
        }
        decision.notes.append("hunk \(index + 1) fits \(windows.count) places")
      case .none(let windows):
        lost.append(index)
        states.append(windows.first.map { $0.score >= 0.5 } == true ? .conflicting : .drifted)
        decision.notes.append("hunk \(index + 1) has no place where the lines around it are left")
      }
    }
    decision.state = PatchState.whole(states)
    if !PatchState.whole(decision.sites.map(\.state)).isRefused,
      let found = decideByTokens(lost, beside: decision.sites, splices, in: text)
    {
      return found
    }
    decision.refuse(ifDoubtful: located.reduce(0) { $0 + $1.doubts })
    var refused = located.enumerated().filter { if case .one = $1 { false } else { true } }.map(\.offset)
    if decision.state.isRefused, refused.isEmpty { refused = Array(hunks.indices) }
    decision.addCandidates(of: refused, hunks, locator)
    guard decision.state == .applies || decision.state == .partlyApplied else { return decision }
    guard let result = Splice.apply(splices, to: text) else {
      decision.state = .conflicting
      return decision
    }
    decision.result = result
    return decision
  }

  /// The lines between the nearest hunks above and below whose place is sure.
  private static func room(_ index: Int, _ located: [Located], _ count: Int) -> Range<Int> {
    var (low, high) = (0, count + 1)
    for (other, one) in located.enumerated() {
      guard case .one(let window) = one, let first = window.sites.first, let last = window.sites.last else { continue }
      if other < index { low = max(low, last.upperBound) }
      if other > index { high = min(high, first.lowerBound) }
    }
    return low..<max(low, high)
  }
}
