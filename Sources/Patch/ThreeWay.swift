/// A patch whose both texts are known, against a file that drifted from the old one.
struct ThreeWay {
  let texts: PatchTexts
  let target: [PatchText.Line]
  /// The file as if it were indented like the patch.
  private let normal: [PatchText.Line]
  let indentCounts: Bool
  private let old: LineTable.Numbers
  private let new: LineTable.Numbers
  /// By bytes, and by what counts in a line.
  let exact: EditJudge
  let loose: EditJudge

  /// The table may know lines of these texts from before.
  init(
    _ texts: PatchTexts, target: [PatchText.Line], indentCounts: Bool, ends: LineMap.Ends = .both,
    _ table: inout LineTable
  ) {
    self.texts = texts
    self.target = target
    self.indentCounts = indentCounts
    old = table.numbers(of: texts.old)
    new = table.numbers(of: texts.new)
    let lines = table.numbers(of: target)
    let other = IndentStyle.normalized(target, lines.raw, like: texts.old, old.raw, table)
    normal = other ?? target
    let normalLines = other.map { table.numbers(of: $0) } ?? lines
    exact = EditJudge(
      old: old.raw, new: new.raw, target: normalLines.raw, words: table.wordsOfRaw, texts: texts, lines: target,
      ends: ends)
    loose = EditJudge(
      old: old.keys, new: new.keys, target: lines.keys, words: table.wordsOfKeys, texts: texts, lines: target,
      ends: ends)
  }

  /// An edit with what became of it.
  struct Judged {
    let edit: LineEdit
    let verdict: EditJudge.Verdict
    var splice: Splice?

    /// The lines of the target that it is about.
    var range: Range<Int>? {
      switch verdict {
      case .pending(let range), .applied(let range), .mixed(let range): range
      case .moved(let range, _): range
      case .conflict, .needless: nil
      }
    }

    var isConflict: Bool { if case .conflict = verdict { true } else { false } }
  }

  func judged() -> [Judged] {
    var all: [Judged] = []
    var rest = texts.edits[...]
    while let first = rest.first {
      let hunk = rest.prefix { $0.hunk == first.hunk }
      rest = rest.dropFirst(hunk.count)
      all += judged(Array(hunk))
    }
    return settleMoves(all).map(asDone)
  }

  /// The edits of one hunk, which a mixture of old and new lines may have to be taken for as a whole.
  private func judged(_ edits: [LineEdit]) -> [Judged] {
    var judged = edits.flatMap(self.judged)
    guard let first = edits.first, let last = edits.last else { return judged }
    let whole = LineEdit(
      hunk: first.hunk, old: first.old.lowerBound..<last.old.upperBound,
      new: first.new.lowerBound..<last.new.upperBound, isFormatting: false)
    let isSurplus = hasSurplus(whole, judged)
    guard isSurplus || judged.contains(where: { $0.isConflict }) else { return judged }
    if let range = loose.mixture(whole) {
      return [Judged(edit: whole, verdict: .mixed(range), splice: splice(whole, at: range))]
    }
    if isSurplus { judged.append(Judged(edit: whole, verdict: .conflict(.both))) }
    return judged
  }

  private func hasSurplus(_ whole: LineEdit, _ judged: [Judged]) -> Bool {
    let pending = judged.filter { $0.splice != nil }
    return loose.hasSurplus(whole, pending.compactMap(\.range), pending.flatMap { $0.edit.new.map { loose.new[$0] } })
  }

  /// An edit that would change nothing is there.
  private func asDone(_ judged: Judged) -> Judged {
    guard let splice = judged.splice, splice.lastEnding == .site, splice.range.count == splice.lines.count,
      !splice.range.isEmpty
    else { return judged }
    let isSame = zip(splice.range, splice.lines).allSatisfy { place, line in
      if case .exactly(let ending) = line.ending, target[place].ending != ending { return false }
      return target[place].content.elementsEqual(line.content)
    }
    return isSame ? Judged(edit: judged.edit, verdict: .applied(splice.range)) : judged
  }

  /// Lines that another edit put where they are, are not those that one is to remove.
  private func settleMoves(_ judged: [Judged]) -> [Judged] {
    judged.map { one in
      guard case .moved(let range, let place) = one.verdict else { return one }
      let isTaken = judged.contains { other in
        switch other.verdict {
        case .applied(let taken), .mixed(let taken): taken.overlaps(range)
        default: false
        }
      }
      if isTaken { return Judged(edit: one.edit, verdict: .applied(place..<place)) }
      return Judged(edit: one.edit, verdict: .pending(range), splice: splice(one.edit, at: range))
    }
  }

  /// A change as a whole where it is found as a whole, else its parts.
  private func judged(_ edit: LineEdit) -> [Judged] {
    let isFormatting = old.keys[edit.old].elementsEqual(new.keys[edit.new])
    // That lines are gone is only sure if they are not there in another formatting.
    let verdict = exact.judge(edit)
    if !(edit.isDeletion && verdict.isApplied), let judged = settled(edit, verdict, exact) { return [judged] }
    let looseVerdict = loose.judge(edit)
    if !isFormatting, let judged = settled(edit, looseVerdict, loose), isAsDeep(judged) { return [judged] }
    if !isFormatting, let range = loose.mixture(edit) {
      return [Judged(edit: edit, verdict: .mixed(range), splice: splice(edit, at: range))]
    }
    let parts = texts.parts(of: edit, old, new)
    guard parts.count > 1 || parts.first?.isFormatting == true else {
      return [
        Judged(edit: edit, verdict: looseVerdict.isApplied || looseVerdict.isPending ? .conflict(.both) : looseVerdict)
      ]
    }
    return parts.map { part in
      if part.isFormatting { return judgeFormatting(part) }
      let verdict = loose.judge(part)
      if let judged = settled(part, verdict, loose) { return judged }
      return Judged(edit: part, verdict: verdict.isApplied || verdict.isPending ? .conflict(.both) : verdict)
    }
  }

  /// An edit that is there or can be made; nil for another.
  private func settled(_ edit: LineEdit, _ verdict: EditJudge.Verdict, _ judge: EditJudge) -> Judged? {
    switch verdict {
    case .conflict, .needless, .mixed: return nil
    case .moved: return Judged(edit: edit, verdict: verdict)
    case .applied(let range):
      return endingsDiffer(edit) || !endsAsWanted(edit, range) ? nil : Judged(edit: edit, verdict: verdict)
    case .pending(let range):
      // A part of it is there already: making it as a whole would make that part twice.
      if loose.hasIntruders(edit, beside: range) { return nil }
      return Judged(edit: edit, verdict: verdict, splice: splice(edit, at: range))
    }
  }

  private func splice(_ edit: LineEdit, at range: Range<Int>) -> Splice {
    let indents = indents(around: edit)
    let lines = edit.new.map { Splice.Line(content: indents.line(texts.new[$0]), ending: .site) }
    return Splice(range: range, lines: lines, lastEnding: lastEnding(of: edit))
  }

  /// Whether all that changes is how lines end.
  private func endingsDiffer(_ edit: LineEdit) -> Bool {
    guard edit.old.count == edit.new.count else { return false }
    return !edit.isInsertion && zip(edit.old, edit.new).allSatisfy { old.raw[$0] == new.raw[$1] }
  }

  /// Whether lines at the end of the file have the last newline, or lack it, as an edit says that is about that.
  private func endsAsWanted(_ edit: LineEdit, _ range: Range<Int>) -> Bool {
    guard range.upperBound == target.count, let last = target.last else { return true }
    switch lastEnding(of: edit) {
    case .site: return true
    case .newline: return last.ending != .none
    case .bare: return last.ending == .none
    }
  }

  /// How the file ends afterwards, if the edit reaches the end of both texts and is about that.
  private func lastEnding(of edit: LineEdit) -> Splice.LastEnding {
    guard edit.old.upperBound == texts.old.count, edit.new.upperBound == texts.new.count else { return .site }
    let wasBare = texts.old.last?.ending == PatchText.Ending.none
    let isBare = texts.new.last?.ending == PatchText.Ending.none
    return wasBare == isBare ? .site : isBare ? .bare : .newline
  }

  /// Whether the lines that an edit is said to have made stand as deep as it says, where depth has a meaning.
  private func isAsDeep(_ judged: Judged) -> Bool {
    guard indentCounts, case .applied(let range) = judged.verdict, range.count == judged.edit.new.count else {
      return true
    }
    let indents = indents(around: judged.edit)
    return zip(range, judged.edit.new).allSatisfy { place, line in
      let (found, wanted) = (target[place].content, texts.new[line])
      return found.isBlank || normal[place].content.indent.isSame(as: wanted.content.indent)
        || found.indent.isSame(as: wanted.content.indent)
        || found.indent.elementsEqual(indents.indent(wanted.content.indent))
    }
  }

  /// Depths of lines that the old text and the file share, the nearest to the edit first.
  private func indents(around edit: LineEdit) -> IndentMap {
    let (low, high) = (edit.old.lowerBound, edit.old.upperBound)
    let around = (1...200).lazy.flatMap { [low - $0, high + $0 - 1] }.filter { $0 >= 0 && $0 < texts.old.count }
    let lines = Array(edit.old) + around
    return IndentMap(
      lines.lazy.compactMap { line in
        guard let place = loose.oldMap.place(line), place < target.count else { return nil }
        return (texts.old[line].content, target[place].content)
      })
  }

  /// An edit in formatting is compared byte for byte, as far as the file's own formatting allows.
  private func judgeFormatting(_ edit: LineEdit) -> Judged {
    guard let range = loose.placed(edit.new, loose.newMap) ?? loose.placed(edit.old, loose.oldMap) else {
      // Lines that are not there need no other formatting, unless depth is what they mean.
      return Judged(edit: edit, verdict: indentCounts ? .conflict(.gone) : .needless)
    }
    let indents = indents(around: edit)
    var isApplied = true
    var isPending = true
    var lines: [Splice.Line] = []
    for (offset, place) in range.enumerated() {
      let (old, new) = (texts.old[edit.old.lowerBound + offset], texts.new[edit.new.lowerBound + offset])
      let line = target[place]
      let isNewlineEdit = (old.ending == .none) != (new.ending == .none)
      let isReturnEdit = old.content.isSame(as: new.content) && !isNewlineEdit
      let isNew = normal[place].content.isSame(as: new.content) || line.content.elementsEqual(indents.line(new))
      let isOld = normal[place].content.isSame(as: old.content) || line.content.elementsEqual(indents.line(old))
      isApplied =
        isApplied && isNew && (!isNewlineEdit || (line.ending == .none) == (new.ending == .none))
        && (!isReturnEdit || line.ending == new.ending)
      isPending =
        isPending && isOld && (!isNewlineEdit || (line.ending == .none) == (old.ending == .none))
        && (!isReturnEdit || line.ending == old.ending)
      lines.append(Splice.Line(content: indents.line(new), ending: isReturnEdit ? .exactly(new.ending) : .site))
    }
    if isApplied { return Judged(edit: edit, verdict: .applied(range)) }
    if isPending {
      let splice = Splice(range: range, lines: lines, lastEnding: lastEnding(of: edit))
      return Judged(edit: edit, verdict: .pending(range), splice: splice)
    }
    return Judged(edit: edit, verdict: indentCounts ? .conflict(.gone) : .needless)
  }
}
