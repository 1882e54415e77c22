extension DiffPatch {
  /// Decides hunks that have no place among the lines by their tokens, for code that somebody broke into other lines.
  ///
  /// Of the other hunks `sites` tells where they are, and `splices` what becomes of them. Nil where one of them all has no
  /// place, or the places do not follow each other as the hunks do.
  func decideByTokens(
    _ lost: [Int], beside sites: [PatchSite], _ splices: [Splice], in text: PatchText
  ) -> PatchDecision? {
    guard let language, !lost.isEmpty, let spliced = splices.isEmpty ? text.bytes : Splice.apply(splices, to: text)
    else { return nil }
    var decision = PatchDecision(.alreadyApplied, tier: .tokens, sites: sites)
    var bytes = spliced
    for index in lost {
      guard let edit = StructuralEdit(hunks[index], language) else { return nil }
      // The places are those of the file as it is; the result is made on what the other hunks leave.
      let (seen, made) = (edit.decide(text.bytes), edit.decide(bytes))
      guard seen.state == made.state, !seen.state.isRefused, let site = seen.sites.first, seen.sites.count == 1 else {
        return nil
      }
      if seen.state == .alreadyApplied,
        StructuralEdit.stillHolds(text.bytes, removedBy: hunks[index], language)
      {
        return nil
      }
      bytes = made.result ?? bytes
      decision.notes += seen.notes
      decision.sites.append(
        PatchSite(edit: index + 1, line: site.line, count: site.count, state: site.state, header: site.header))
    }
    decision.sites.sort { ($0.edit, $0.line) < ($1.edit, $1.line) }
    let lines = decision.sites.map(\.line)
    guard zip(lines, lines.dropFirst()).allSatisfy(<=) else { return nil }
    decision.state = PatchState.whole(decision.sites.map(\.state))
    if decision.state != .alreadyApplied { decision.result = bytes }
    return decision
  }
}
