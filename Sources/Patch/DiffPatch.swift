/// A file's hunks, to be decided against a file that may have drifted.
package struct DiffPatch: Sendable {
  package let hunks: [PatchHunk]
  /// Whether the depth of a line is part of its meaning, as in Python and YAML.
  package let indentCounts: Bool

  package init(_ hunks: [PatchHunk], indentCounts: Bool = false) {
    self.hunks = hunks
    self.indentCounts = indentCounts
  }

  /// Decides what the patch means for a file; with the text that it was made against, if that is known.
  package func decide(_ target: [UInt8], base: [UInt8]? = nil) -> PatchDecision {
    let text: PatchText
    var baseText: PatchText?
    do throws(PatchText.Unsafe) {
      text = try PatchText(target)
      if let base { baseText = try PatchText(base) }
    } catch {
      return PatchDecision(.unsafe, notes: [error.reason])
    }
    guard let baseText, let texts = PatchTexts(base: baseText.lines, hunks) else {
      return decideWithoutBase(text)
    }
    let way = ThreeWay(texts, target: text.lines, indentCounts: indentCounts)
    let judged = way.judged()
    let sites = judged.compactMap { site($0, in: text) }
    var state = PatchState.whole(judged.map { Self.state($0.verdict) })
    if state == .alreadyApplied, judged.allSatisfy({ $0.verdict == .needless }) { state = .drifted }
    if !state.isRefused, !Self.areInOrder(judged) { state = .conflicting }
    var decision = PatchDecision(state, tier: .threeWay, sites: sites)
    decision.notes = judged.compactMap {
      if case .conflict(let c) = $0.verdict {
        "\($0.edit.hunk + 1) \($0.edit.old.lowerBound + 1)+\($0.edit.old.count)/\($0.edit.new.count) \(c)"
      } else {
        nil
      }
    }
    guard state == .applies || state == .partlyApplied else { return decision }
    guard let result = Splice.apply(judged.compactMap(\.splice), to: text) else {
      decision.state = .conflicting
      return decision
    }
    let pending = judged.filter { $0.splice != nil }
    let missing = MissingName.all(
      added: pending.flatMap { $0.edit.new.map { texts.new[$0].content } },
      removed: pending.flatMap { $0.edit.old.map { texts.old[$0].content } }, old: texts.old, target: text.lines)
    guard missing.isEmpty else {
      decision.state = .conflicting
      decision.notes.append(
        "the new text uses \(missing.prefix(3).map { "'\($0)'" }.joined(separator: ", ")), which the file that it was made against has elsewhere too, and this one nowhere"
      )
      return decision
    }
    decision.result = result
    return decision
  }

  static func state(_ verdict: EditJudge.Verdict) -> PatchState {
    switch verdict {
    case .pending: .applies
    case .applied: .alreadyApplied
    case .mixed, .moved: .partlyApplied
    case .needless: .alreadyApplied
    case .conflict: .conflicting
    }
  }

  /// Whether the places of all edits follow each other as the edits do; a place taken twice is none of one of them.
  static func areInOrder(_ judged: [ThreeWay.Judged]) -> Bool {
    var next = 0
    for case let range? in judged.map(\.range) {
      guard range.lowerBound >= next else { return false }
      next = range.upperBound
    }
    return true
  }

  private func site(_ judged: ThreeWay.Judged, in text: PatchText) -> PatchSite? {
    switch judged.verdict {
    case .pending(let range), .applied(let range), .mixed(let range), .moved(let range, _):
      PatchSite(
        edit: judged.edit.hunk + 1, line: range.lowerBound + 1, count: range.count, state: Self.state(judged.verdict))
    case .conflict, .needless: nil
    }
  }
}
