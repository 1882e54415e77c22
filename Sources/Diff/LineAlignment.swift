/// Which lines of two texts stay: the longest common sequence, or nearly that where the search grows too costly.
struct LineAlignment {
  /// A run of lines that was replaced; either side may be empty.
  struct Change: Equatable {
    let old: Range<Int>
    let new: Range<Int>
  }

  /// Positions of equal lines.
  struct Pair {
    var old: Int
    var new: Int
  }

  /// The lines of both texts as numbers, equal for equal lines.
  let old: [Int]
  let new: [Int]
  /// The lines that stay, in ascending order.
  var pairs: [Pair]

  init(old oldLines: TextLines, new newLines: TextLines) {
    let (old, new) = TextLines.numbered(oldLines, newLines)
    let shorter = min(old.count, new.count)
    let prefix = zip(old, new).prefix { $0 == $1 }.count
    let suffix = zip(old.reversed(), new.reversed()).prefix(shorter - prefix).prefix { $0 == $1 }.count

    // A line the other side lacks can be in no common sequence, so the search need not see it.
    let (oldMiddle, newMiddle) = (old.dropFirst(prefix).dropLast(suffix), new.dropFirst(prefix).dropLast(suffix))
    let (oldNumbers, newNumbers) = (Set(oldMiddle), Set(newMiddle))
    let oldCandidates = oldMiddle.indices.filter { newNumbers.contains(old[$0]) }
    let newCandidates = newMiddle.indices.filter { oldNumbers.contains(new[$0]) }
    var search = CommonSequence(oldCandidates.map { old[$0] }, newCandidates.map { new[$0] })

    pairs = (0..<prefix).map { Pair(old: $0, new: $0) }
    pairs += search.pairs().map { Pair(old: oldCandidates[$0.old], new: newCandidates[$0.new]) }
    pairs += (0..<suffix).reversed().map { Pair(old: old.count - 1 - $0, new: new.count - 1 - $0) }
    (self.old, self.new) = (old, new)
    settle()
  }

  /// The gaps between the pairs.
  var changes: [Change] {
    var changes: [Change] = []
    var (oldNext, newNext) = (0, 0)
    for pair in pairs + [end] {
      if oldNext < pair.old || newNext < pair.new {
        changes.append(Change(old: oldNext..<pair.old, new: newNext..<pair.new))
      }
      (oldNext, newNext) = (pair.old + 1, pair.new + 1)
    }
    return changes
  }

  /// The position behind the last line of both texts.
  var end: Pair { Pair(old: old.count, new: new.count) }
}
