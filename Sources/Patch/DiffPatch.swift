/// A file's hunks, to be decided against a file that may have drifted.
package struct DiffPatch: Sendable {
  package let hunks: [PatchHunk]
  /// Whether the depth of a line is part of its meaning, as in Python and YAML.
  package let indentCounts: Bool
  /// The language of the file, by which code is known whose lines somebody broke anew; nil leaves lines as they are.
  let language: LexerLanguage?

  package init(_ hunks: [PatchHunk], indentCounts: Bool = false, language: LexerLanguage? = nil) {
    self.hunks = hunks
    self.indentCounts = indentCounts
    self.language = language
  }

  /// For a file of that name.
  package init(_ hunks: [PatchHunk], for path: String) {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    self.init(hunks, indentCounts: IndentLanguage.holds(for: path), language: .of(name))
  }

  /// Decides what the patch means for a file; with the text that it was made against, if that is known.
  ///
  /// What is to be written was decided once more as if it were the file, and answered *already applied*.
  package func decide(_ target: [UInt8], base: [UInt8]? = nil) -> PatchDecision {
    var table = LineTable()
    do throws(PatchText.Unsafe) {
      var texts: PatchTexts?
      if let base { texts = PatchTexts(base: try PatchText(base).lines, hunks) }
      let text = try PatchText(target)
      var decision = decideOnce(text, texts, &table)
      if base != nil, texts == nil {
        decision.notes.append("the diff was made against another text than the base; decided without it")
      }
      guard let result = decision.result else { return decision }
      let again = decideOnce(try PatchText(result), texts, &table)
      return again.state == .alreadyApplied ? decision : notSeenAgain(decision, again, in: text)
    } catch {
      return PatchDecision(.unsafe, notes: [error.reason])
    }
  }

  /// Whether the patch was made against this text.
  package func fits(_ base: [UInt8]) -> Bool {
    do throws(PatchText.Unsafe) {
      return PatchTexts(base: try PatchText(base).lines, hunks) != nil
    } catch {
      return false
    }
  }

  /// The text that the only hunk shows whole, if the file is that one, before or after the patch.
  private func shownWhole(_ target: PatchText) -> PatchTexts? {
    guard hunks.count == 1, let hunk = hunks.first, hunk.oldStart <= 1, hunk.newStart <= 1 else { return nil }
    func isWhole(_ side: [PatchText.Line]) -> Bool {
      !side.isEmpty && target.lines.elementsEqual(side) { $0.content == $1.content }
    }
    if isWhole(hunk.old) { return PatchTexts(base: target.lines, hunks) }
    return isWhole(hunk.new) ? PatchTexts(base: hunk.old, hunks) : nil
  }

  private func decideOnce(_ text: PatchText, _ texts: PatchTexts?, _ table: inout LineTable) -> PatchDecision {
    (texts ?? shownWhole(text)).map { decide(text, $0, &table) } ?? decideWithoutBase(text)
  }

  private func decide(_ text: PatchText, _ texts: PatchTexts, _ table: inout LineTable) -> PatchDecision {
    if let decision = decideExactly(text, texts) { return decision }
    let way = ThreeWay(texts, target: text.lines, indentCounts: indentCounts, &table)
    let judged = way.judged()
    var decision = PatchDecision(
      PatchState.whole(judged.map { Self.state($0.verdict) }), tier: .threeWay,
      sites: judged.compactMap { site($0, in: text) })
    if decision.state == .alreadyApplied, judged.allSatisfy({ $0.verdict == .needless }) { decision.state = .drifted }
    if !decision.state.isRefused, !Self.areInOrder(judged) { decision.state = .conflicting }
    let missing = decision.state == .applies || decision.state == .partlyApplied ? missing(judged, texts, text) : []
    if !missing.isEmpty {
      decision.state = .conflicting
      let names = missing.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
      decision.notes.append(
        "the new text uses \(names), which the text that it was made against has elsewhere, and this file nowhere")
    }
    if !decision.state.isRefused { decision.refuse(ifDoubtful: way.doubts(judged)) }
    if decision.state.isRefused {
      if missing.isEmpty, let found = decideByTokens(judged, decision.sites, in: text) { return found }
      let conflicts = Set(judged.filter(\.isConflict).map(\.edit.hunk))
      decision.notes += Self.notes(judged)
      let refused = conflicts.isEmpty ? Array(hunks.indices) : conflicts.sorted()
      let wide = widened(texts)
      let locator = HunkLocator(text.lines, wide, indentCounts: indentCounts)
      decision.addCandidates(of: refused, wide, locator, known: way.places(judged))
      return decision
    }
    guard decision.state != .alreadyApplied else { return decision }
    guard let result = Splice.apply(judged.compactMap(\.splice), to: text) else {
      decision.state = .conflicting
      decision.notes.append("two edits would change the same lines")
      return decision
    }
    decision.result = result
    return decision
  }

  /// Where all that is wrong is that some lines are not there, they may stand there as other lines.
  private func decideByTokens(
    _ judged: [ThreeWay.Judged], _ sites: [PatchSite], in text: PatchText
  ) -> PatchDecision? {
    let lost = judged.filter(\.isConflict)
    guard lost.allSatisfy({ $0.verdict == .conflict(.gone) }) else { return nil }
    let hunks = Set(lost.map(\.edit.hunk))
    return decideByTokens(
      hunks.sorted(), beside: sites.filter { !hunks.contains($0.edit - 1) },
      judged.filter { !hunks.contains($0.edit.hunk) }.compactMap(\.splice), in: text)
  }

  /// For a file that is the text which the patch was made against, or what it makes of it, nothing is left to judge.
  private func decideExactly(_ text: PatchText, _ texts: PatchTexts) -> PatchDecision? {
    guard !texts.edits.isEmpty else { return nil }
    func decision(_ state: PatchState, _ side: KeyPath<LineEdit, Range<Int>>) -> PatchDecision {
      let sites = texts.edits.map { edit in
        let range = edit[keyPath: side]
        return PatchSite(edit: edit.hunk + 1, line: range.lowerBound + 1, count: range.count, state: state)
      }
      return PatchDecision(state, tier: .exact, sites: sites)
    }
    if text.lines == texts.new { return decision(.alreadyApplied, \.new) }
    guard text.lines == texts.old else { return nil }
    var patched = text
    patched.lines = texts.new
    var applies = decision(.applies, \.old)
    applies.result = patched.bytes
    return applies
  }

  /// What the lines to be added rely on and the file lacks.
  private func missing(_ judged: [ThreeWay.Judged], _ texts: PatchTexts, _ text: PatchText) -> [String] {
    let pending = judged.filter { $0.splice != nil }
    return MissingName.all(
      added: pending.flatMap { $0.edit.new.map { texts.new[$0].content } },
      removed: pending.flatMap { $0.edit.old.map { texts.old[$0].content } }, old: texts.old, target: text.lines)
  }

  private static func notes(_ judged: [ThreeWay.Judged]) -> [String] {
    judged.compactMap { one in
      guard case .conflict(let conflict) = one.verdict else { return nil }
      switch conflict {
      case .gone: return "hunk \(one.edit.hunk + 1): neither its old nor its new lines are there"
      case .foreign: return "hunk \(one.edit.hunk + 1): other lines stand where new ones belong"
      case .both: return "hunk \(one.edit.hunk + 1): some of its old and some of its new lines are there"
      }
    }
  }

  static func state(_ verdict: EditJudge.Verdict) -> PatchState {
    switch verdict {
    case .pending: .applies
    case .applied, .needless: .alreadyApplied
    case .mixed, .moved: .partlyApplied
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
    guard let range = judged.range else { return nil }
    return PatchSite(
      edit: judged.edit.hunk + 1, line: range.lowerBound + 1, count: range.count, state: Self.state(judged.verdict))
  }
}
