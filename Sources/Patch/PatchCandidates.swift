internal import Diff

extension PatchDecision {
  /// How many places are named for each edit.
  private static let most = 3

  /// Names the nearest places of hunks that have none, the best of each hunk before the second best of any.
  ///
  /// What is known of a hunk's place by other means than looking for it comes first.
  mutating func addCandidates(
    of refused: [Int], _ hunks: [PatchHunk], _ locator: HunkLocator, known places: [Int: Range<Int>] = [:]
  ) {
    var found: [[PatchCandidate]] = []
    for index in refused {
      let windows = locator.windows(hunks[index], index: index).filter { $0.score > 0 }
      var chosen = places[index].map { [locator.window(hunks[index], index: index, around: $0)] } ?? []
      for window in windows where !chosen.contains(where: { $0.found.overlaps(window.found) }) {
        if chosen.count == Self.most { break }
        chosen.append(window)
      }
      found.append(chosen.map { Self.candidate($0, hunks[index], locator) })
    }
    for rank in 0..<Self.most { candidates += found.compactMap { $0.count > rank ? $0[rank] : nil } }
    let nearest = found.compactMap(\.first)
    if !nearest.isEmpty { correction = Self.correction(nearest, hunks, locator) }
  }

  private static func candidate(_ window: Window, _ hunk: PatchHunk, _ locator: HunkLocator) -> PatchCandidate {
    let expected = hunk.old.flatMap { $0.content + [0x0a] }
    let lines = locator.lines[window.found]
    return PatchCandidate(
      edit: window.hunk + 1, line: window.found.lowerBound + 1, count: window.found.count,
      header: locator.header(above: window.found.lowerBound).map { locator.text($0) }, score: window.score,
      difference: UnifiedDiff(old: expected, new: lines.flatMap { $0.content + [0x0a] }))
  }

  /// The hunks with the file's own lines for what they expect, ready to be changed by hand: every line of the file as
  /// context, and the lines to add at the end of what is there.
  private static func correction(
    _ nearest: [PatchCandidate], _ hunks: [PatchHunk], _ locator: HunkLocator
  ) -> [UInt8] {
    var text: [UInt8] = []
    for candidate in nearest.sorted(by: { $0.line < $1.line }) {
      let range = candidate.line - 1..<candidate.line - 1 + candidate.count
      let body = CorrectedHunk(hunks[candidate.edit - 1], Array(locator.lines[range]))
      text += body.text(from: candidate.line)
    }
    return text
  }
}

/// A hunk whose unchanged and removed lines are those of a file.
private struct CorrectedHunk {
  private var body: [UInt8] = []
  private var (old, new) = (0, 0)

  init(_ hunk: PatchHunk, _ lines: [PatchText.Line]) {
    var table = LineTable()
    let expected = table.numbers(of: hunk.old).keys
    let map = LineMap(expected, table.numbers(of: lines).keys, ends: LineMap.Ends(start: false, end: false))
    let places = Self.places(of: hunk, map, in: lines)
    var place = 0
    var line = 0
    func add(_ sign: Character, _ content: ArraySlice<UInt8>, _ hunk: inout CorrectedHunk) {
      hunk.body += String(sign).utf8
      hunk.body += content
      hunk.body.append(0x0a)
      if sign != "+" { hunk.old += 1 }
      if sign != "-" { hunk.new += 1 }
    }
    for one in hunk.lines {
      guard one.kind != .added else {
        add("+", one.text.content, &self)
        continue
      }
      if let partner = places[line] {
        while place < partner {
          add(" ", lines[place].content, &self)
          place += 1
        }
        add(one.kind == .removed ? "-" : " ", lines[place].content, &self)
        place += 1
      }
      line += 1
    }
    for rest in lines[place...] { add(" ", rest.content, &self) }
  }

  /// The file's line for each that the hunk expects: for a line to remove that somebody changed, the one in its place
  /// that is most like it, since the new line would else come beside it.
  private static func places(of hunk: PatchHunk, _ map: LineMap, in lines: [PatchText.Line]) -> [Int?] {
    let expected = hunk.lines.filter { $0.kind != .added }
    var places = expected.indices.map { map.forward[$0] }
    var start = 0
    for (index, line) in expected.enumerated() {
      if places[index] == nil, line.kind == .removed {
        let end = places[index...].lazy.compactMap { $0 }.first ?? lines.count
        let likeness = (start..<end).map { ($0, Likeness.of(line.text.content, lines[$0].content)) }
        if let best = likeness.max(by: { $0.1 < $1.1 }), best.1 >= 0.5 { places[index] = best.0 }
      }
      if let place = places[index] { start = place + 1 }
    }
    return places
  }

  func text(from line: Int) -> [UInt8] { Array("@@ -\(line),\(old) +\(line),\(new) @@\n".utf8) + body }
}
