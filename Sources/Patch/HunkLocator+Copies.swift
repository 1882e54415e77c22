/// Where lines stand as they are, formatting aside.
extension HunkLocator {
  /// Whether lines stand somewhere one after the other, formatting aside.
  func contains(_ block: [PatchText.Line]) -> Bool { !copies(of: block).isEmpty }

  /// Whether most of some lines stand somewhere in their order, with little between them.
  func resembles(_ block: [PatchText.Line]) -> Bool {
    guard let keys = table.known(block)?.keys else { return false }
    let words = table.wordsOfKeys
    let strong = keys.indices.filter { words[keys[$0]] >= EditJudge.strength }
    guard strong.count > 2 else { return contains(block) }
    var votes: [Int: Int] = [:]
    for line in strong { for place in places[keys[line]].prefix(64) { votes[place - line, default: 0] += 1 } }
    return votes.keys.contains { start in
      // A line more or less on the way moves what is behind it.
      let near = (-2...2).reduce(0) { $0 + (votes[start + $1] ?? 0) }
      return near * 3 > strong.count * 2
    }
  }

  /// Where lines stand one after the other, formatting aside.
  func copies(of block: [PatchText.Line]) -> [Range<Int>] {
    guard let keys = table.known(block)?.keys, let first = keys.first else { return [] }
    return places[first].map { $0..<$0 + keys.count }.filter { range in
      range.upperBound <= numbers.keys.count && numbers.keys[range].elementsEqual(keys)
    }
  }

  /// Which hunks make the same as one, itself among them.
  func twins(of hunk: PatchHunk) -> [Int] {
    twinsByLines[Twin(section: hunk.section, keys: table.known(hunk.new)?.keys)] ?? []
  }
}
