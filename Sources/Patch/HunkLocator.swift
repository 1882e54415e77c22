/// Finds where the hunks of a patch belong when all that is known is the hunks and the file.
struct HunkLocator {
  let lines: [PatchText.Line]
  let indentCounts: Bool
  let table: LineTable
  let numbers: LineTable.Numbers
  /// Where each key stands.
  let places: [[Int]]
  /// For each line, the nearest one from there upwards that opens a block; known once, since every copy of a line asks.
  private let headers: [Int?]
  /// The hunks that make the same lines in the same block, by these.
  let twinsByLines: [Twin: [Int]]

  struct Twin: Hashable {
    let section: [UInt8]
    let keys: [Int]?
  }

  /// Knows all lines of these hunks, so that no look at one of them has to change the table.
  init(_ lines: [PatchText.Line], _ hunks: [PatchHunk], indentCounts: Bool) {
    self.lines = lines
    self.indentCounts = indentCounts
    var table = LineTable()
    numbers = table.numbers(of: lines)
    for hunk in hunks { _ = table.numbers(of: hunk.lines.map(\.text)) }
    self.table = table
    var places = [[Int]](repeating: [], count: table.wordsOfKeys.count)
    for (place, key) in numbers.keys.enumerated() { places[key].append(place) }
    self.places = places
    var header: Int?
    headers = lines.indices.map { line in
      if Self.opensBlock(lines[line]) { header = line }
      return header
    }
    twinsByLines = Dictionary(grouping: hunks.indices) {
      Twin(section: hunks[$0].section, keys: table.known(hunks[$0].new)?.keys)
    }
  }

  /// The most likely windows of a hunk, the best first.
  func windows(_ hunk: PatchHunk, index: Int) -> [Window] {
    let texts = PatchTexts(hunk, index: index)
    guard let old = table.known(texts.old)?.keys, let new = table.known(texts.new)?.keys else { return [] }
    let words = table.wordsOfKeys
    var votes = votes(old, words)
    votes.merge(self.votes(new, words)) { max($0, $1) }
    let starts = Self.peaks(votes, near: hunk.oldStart - 1)
    let size = max(old.count, new.count)
    let ranges = starts.map { start in
      let low = min(max(0, start - Self.margin), lines.count)
      return low..<max(low, min(lines.count, start + size + Self.margin))
    }
    return ranges.map { window(hunk, index, texts, old, new, words, in: $0) }
      .sorted { $0.score > $1.score }
  }

  /// How many windows are looked at.
  private static let most = 12

  /// How much a line says about where it is: little if there are many like it, or if it is no more than a bracket.
  private func weight(_ key: Int, _ words: [Int]) -> Double {
    if words[key] < 0 { return 0 }
    let count = Double(max(places[key].count, 1))
    return (words[key] < EditJudge.strength ? 0.1 : 1) / (1 + 0.25 * (count - 1))
  }

  /// For each place where the hunk could begin, how many of its lines would be where they should.
  private func votes(_ side: [Int], _ words: [Int]) -> [Int: Double] {
    var votes: [Int: Double] = [:]
    // Lines that stand everywhere are heard only if no other line is.
    for limit in [64, 1024] {
      for (offset, key) in side.enumerated() {
        let stands = places[key]
        guard stands.count <= limit || limit == 1024 else { continue }
        let weight = weight(key, words)
        if weight > 0 { for place in stands.prefix(limit) { votes[place - offset, default: 0] += weight } }
      }
      if !votes.isEmpty { return votes }
    }
    return votes
  }

  /// The best starts, each with what its neighbours say too; of equal ones the nearest to where the hunk says.
  private static func peaks(_ votes: [Int: Double], near line: Int) -> [Int] {
    let scored = votes.keys.map { start in
      let around = [-3, -2, -1, 1, 2, 3].reduce(0.0) { $0 + (votes[start + $1] ?? 0) * 0.6 }
      return (start: start, score: (votes[start] ?? 0) + around)
    }
    let sorted = scored.sorted { one, other in
      one.score != other.score
        ? one.score > other.score
        : abs(one.start - line) != abs(other.start - line)
          ? abs(one.start - line) < abs(other.start - line) : one.start < other.start
    }
    var chosen: [Int] = []
    for candidate in sorted where !chosen.contains(where: { abs($0 - candidate.start) <= 2 }) {
      chosen.append(candidate.start)
      if chosen.count == most { break }
    }
    return chosen
  }

  /// What a hunk comes to where everything stands that it expects, and no line beside it.
  func window(_ hunk: PatchHunk, index: Int, at copy: Range<Int>) -> Window {
    let texts = PatchTexts(hunk, index: index)
    let (old, new) = (table.known(texts.old)?.keys ?? [], table.known(texts.new)?.keys ?? [])
    return window(hunk, index, texts, old, new, table.wordsOfKeys, in: copy)
  }

  /// What a hunk comes to around a place that its edits are known to be about, with as many lines as it has unchanged.
  func window(_ hunk: PatchHunk, index: Int, around place: Range<Int>) -> Window {
    let (lead, trail) = hunk.contexts
    let range = max(0, place.lowerBound - lead)..<min(lines.count, place.upperBound + trail)
    let window = window(hunk, index: index, at: range)
    return Window(
      hunk: index, range: range, judged: window.judged, score: window.score, found: range, doubts: window.doubts)
  }

  /// Lines around a hunk that are looked at too.
  private static let margin = 10

  private func window(
    _ hunk: PatchHunk, _ index: Int, _ texts: PatchTexts, _ old: [Int], _ new: [Int], _ words: [Int],
    in range: Range<Int>
  ) -> Window {
    let (lead, trail) = hunk.contexts
    let ends = LineMap.Ends(
      start: lead < trail && hunk.oldStart <= 1 && range.lowerBound == 0,
      end: trail < lead && range.upperBound == lines.count)
    var table = LineTable()
    let way = ThreeWay(texts, target: Array(lines[range]), indentCounts: indentCounts, ends: ends, &table)
    let oldScore = score(old, way.loose.oldMap, words)
    let newScore = score(new, way.loose.newMap, words)
    let map = oldScore >= newScore ? way.loose.oldMap : way.loose.newMap
    let found = map.forward.compactMap { $0 }
    let first = (found.first ?? 0) + range.lowerBound
    let judged = way.judged()
    return Window(
      hunk: index, range: range, judged: judged, score: max(oldScore, newScore),
      found: first..<max(first, (found.last ?? 0) + range.lowerBound + 1), doubts: way.doubts(judged))
  }

  private func score(_ side: [Int], _ map: LineMap, _ words: [Int]) -> Double {
    var (held, all) = (0.0, 0.0)
    for (line, key) in side.enumerated() {
      let weight = weight(key, words)
      all += weight
      if map.forward[line] != nil { held += weight }
    }
    return all > 0 ? held / all : 0
  }

  /// The line that opens the block around a place, as diffs show it: the nearest above that starts with a letter.
  func header(above place: Int) -> Int? {
    let line = min(place, lines.count) - 1
    return line >= 0 ? headers[line] : nil
  }

  private static func opensBlock(_ line: PatchText.Line) -> Bool {
    guard let first = line.content.first else { return false }
    return LineKey.isWord(first) && !(0x30...0x39).contains(first) || first == 0x24
  }

  func text(_ line: Int) -> String { String(decoding: lines[line].content.trimmed, as: UTF8.self) }

  /// Whether a line is the one that a hunk names behind its `@@`, which may be cut off there.
  func isSection(_ line: Int, _ section: [UInt8]) -> Bool {
    let content = lines[line].content.trimmed
    return section.count >= 40 ? content.starts(with: section) : content.elementsEqual(section)
  }

  /// Whether the line that a hunk names stands anywhere.
  func hasSection(_ section: [UInt8]) -> Bool {
    !section.isEmpty && lines.indices.contains { isSection($0, section) }
  }
}

extension PatchHunk {
  /// How many unchanged lines it begins and ends with.
  var contexts: (lead: Int, trail: Int) {
    let lead = lines.prefix { $0.kind == .context }.count
    return (lead, lines.reversed().prefix { $0.kind == .context }.count)
  }
}
