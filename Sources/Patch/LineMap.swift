internal import Diff

/// Which lines of one text are which lines of another.
struct LineMap {
  /// For each line of the old text its place in the new one, ascending; nil for none.
  private(set) var forward: [Int?]
  private let newCount: Int
  private let ends: Ends

  /// Which ends of both texts belong together: those of whole files do, those of a hunk and a window only at times.
  struct Ends {
    var start = true
    var end = true

    static let both = Ends()
  }

  /// Pairs equal ends first, then lines that both have once, then what a shortest edit between those leaves equal.
  init(_ old: [Int], _ new: [Int], ends: Ends = .both, isWeak: (Int) -> Bool = { _ in false }) {
    forward = [Int?](repeating: nil, count: old.count)
    newCount = new.count
    self.ends = ends
    var start = 0
    while ends.start, start < old.count, start < new.count, old[start] == new[start] {
      forward[start] = start
      start += 1
    }
    var (oldEnd, newEnd) = (old.count, new.count)
    while ends.end, oldEnd > start, newEnd > start, old[oldEnd - 1] == new[newEnd - 1] {
      oldEnd -= 1
      newEnd -= 1
      forward[oldEnd] = newEnd
    }
    var from = (old: start, new: start)
    for anchor in Self.anchors(old, start..<oldEnd, new, start..<newEnd, isWeak) + [(oldEnd, newEnd)] {
      pairGap(old, from.old..<anchor.old, new, from.new..<anchor.new)
      if anchor.old < oldEnd { forward[anchor.old] = anchor.new }
      from = (anchor.old + 1, anchor.new + 1)
    }
  }

  /// The place of a line; the position before the first line and behind the last one stay what they are, if they belong
  /// together.
  func place(_ line: Int) -> Int? {
    if line < 0 { return ends.start ? -1 : nil }
    return line < forward.count ? forward[line] : ends.end ? newCount : nil
  }

  private mutating func pairGap(_ old: [Int], _ oldRange: Range<Int>, _ new: [Int], _ newRange: Range<Int>) {
    var (oldLow, newLow) = (oldRange.lowerBound, newRange.lowerBound)
    while oldLow < oldRange.upperBound, newLow < newRange.upperBound, old[oldLow] == new[newLow] {
      forward[oldLow] = newLow
      oldLow += 1
      newLow += 1
    }
    var (oldHigh, newHigh) = (oldRange.upperBound, newRange.upperBound)
    while oldHigh > oldLow, newHigh > newLow, old[oldHigh - 1] == new[newHigh - 1] {
      oldHigh -= 1
      newHigh -= 1
      forward[oldHigh] = newHigh
    }
    guard oldLow < oldHigh, newLow < newHigh else { return }
    var search = CommonSequence(Array(old[oldLow..<oldHigh]), Array(new[newLow..<newHigh]))
    for pair in search.pairs() { forward[oldLow + pair.old] = newLow + pair.new }
  }

  /// The longest ascending chain of strong lines that stand once on each side.
  private static func anchors(
    _ old: [Int], _ oldRange: Range<Int>, _ new: [Int], _ newRange: Range<Int>, _ isWeak: (Int) -> Bool
  ) -> [(old: Int, new: Int)] {
    guard !oldRange.isEmpty, !newRange.isEmpty else { return [] }
    let places = Singles(old, oldRange)
    let partners = Singles(new, newRange)
    var candidates: [(old: Int, new: Int)] = []
    for line in oldRange where places[old[line]] == line && !isWeak(old[line]) {
      if let partner = partners[old[line]] { candidates.append((line, partner)) }
    }
    return longestChain(candidates)
  }

  /// Where each number stands that stands once.
  private struct Singles {
    /// By the number, less the lowest one: the place, -1 for none, -2 for several.
    private var places: [Int]
    private let lowest: Int

    init(_ lines: [Int], _ range: Range<Int>) {
      lowest = lines[range].min() ?? 0
      places = [Int](repeating: -1, count: (lines[range].max() ?? 0) - lowest + 1)
      for line in range {
        let number = lines[line] - lowest
        places[number] = places[number] == -1 ? line : -2
      }
    }

    subscript(number: Int) -> Int? {
      let index = number - lowest
      return places.indices.contains(index) && places[index] >= 0 ? places[index] : nil
    }
  }

  /// By patience sorting: the chain grows at its end, or an end becomes lower.
  private static func longestChain(_ candidates: [(old: Int, new: Int)]) -> [(old: Int, new: Int)] {
    var ends: [Int] = []
    var before = [Int](repeating: -1, count: candidates.count)
    for index in candidates.indices {
      // Texts that are alike have nearly all of them in order.
      let isNext = ends.last.map { candidates[$0].new < candidates[index].new } ?? true
      var (low, high) = (isNext ? ends.count : 0, ends.count)
      while low < high {
        let middle = (low + high) / 2
        if candidates[ends[middle]].new < candidates[index].new { low = middle + 1 } else { high = middle }
      }
      before[index] = low > 0 ? ends[low - 1] : -1
      if low < ends.count { ends[low] = index } else { ends.append(index) }
    }
    var chain: [(old: Int, new: Int)] = []
    var index = ends.last ?? -1
    while index >= 0 {
      chain.append(candidates[index])
      index = before[index]
    }
    return chain.reversed()
  }
}
