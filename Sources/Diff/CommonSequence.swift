/// A long common subsequence of two sequences of numbers.
///
/// This is the algorithm of Eugene W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), in its
/// linear-space form: find a point on a cheapest path from both ends at once, then solve both halves.
package struct CommonSequence {
  private let old: [Int]
  private let new: [Int]
  private var ahead: SearchFront
  private var behind: SearchFront

  package init(_ old: [Int], _ new: [Int]) {
    self.old = old
    self.new = new
    ahead = SearchFront(oldCount: old.count, newCount: new.count, fence: -1)
    behind = SearchFront(oldCount: old.count, newCount: new.count, fence: Int.max)
  }

  /// The positions of equal numbers, in ascending order on both sides.
  package mutating func pairs() -> [(old: Int, new: Int)] {
    var partners = [Int?](repeating: nil, count: old.count)
    // A list rather than recursion, since the threads that run tasks have small stacks.
    var open = [SearchBox(old: 0..<old.count, new: 0..<new.count)]
    while let box = open.popLast() {
      let rest = pairEnds(of: box, in: &partners)
      if !rest.isFlat { open += rest.split(at: middle(of: rest)) }
    }
    return partners.enumerated().compactMap { index, partner in partner.map { (index, $0) } }
  }

  /// Pairs the equal numbers at both ends of a box and gives what lies between.
  private func pairEnds(of box: SearchBox, in partners: inout [Int?]) -> SearchBox {
    var (start, end) = (box.start, box.end)
    while start.old < end.old, start.new < end.new, old[start.old] == new[start.new] {
      partners[start.old] = start.new
      start = SearchPoint(old: start.old + 1, new: start.new + 1)
    }
    while start.old < end.old, start.new < end.new, old[end.old - 1] == new[end.new - 1] {
      end = SearchPoint(old: end.old - 1, new: end.new - 1)
      partners[end.old] = end.new
    }
    return SearchBox(old: start.old..<end.old, new: start.new..<end.new)
  }

  /// Steps after which the search stops looking for the best point and takes the farthest it has reached.
  ///
  /// A search costs the square of its steps, and texts with little in common need as many steps as they have lines.
  private static let patience = 256

  /// A point through which a cheapest path leads.
  private mutating func middle(of box: SearchBox) -> SearchPoint {
    ahead.begin(at: box.start)
    behind.begin(at: box.end)
    let meetsAhead = !(ahead.diagonals.lowerBound - behind.diagonals.lowerBound).isMultiple(of: 2)
    for _ in 0..<Self.patience {
      if let point = advance(in: box, meeting: meetsAhead) ?? retreat(in: box, meeting: !meetsAhead) { return point }
    }
    return box.farthest(ahead: ahead, behind: behind)
  }

  /// Takes one step from the start of the box, and gives the point where the other search is met.
  private mutating func advance(in box: SearchBox, meeting: Bool) -> SearchPoint? {
    ahead.widen(within: box.diagonals)
    for diagonal in stride(from: ahead.diagonals.upperBound, through: ahead.diagonals.lowerBound, by: -2) {
      var x = max(ahead[diagonal - 1] + 1, ahead[diagonal + 1])
      while x < box.end.old, x - diagonal < box.end.new, old[x] == new[x - diagonal] { x += 1 }
      ahead[diagonal] = x
      if meeting, behind.diagonals.contains(diagonal), behind[diagonal] <= x {
        return SearchPoint(old: x, new: x - diagonal)
      }
    }
    return nil
  }

  /// Takes one step from the end of the box, and gives the point where the other search is met.
  private mutating func retreat(in box: SearchBox, meeting: Bool) -> SearchPoint? {
    behind.widen(within: box.diagonals)
    for diagonal in stride(from: behind.diagonals.upperBound, through: behind.diagonals.lowerBound, by: -2) {
      var x = min(behind[diagonal - 1], behind[diagonal + 1] - 1)
      while x > box.start.old, x - diagonal > box.start.new, old[x - 1] == new[x - diagonal - 1] { x -= 1 }
      behind[diagonal] = x
      if meeting, ahead.diagonals.contains(diagonal), ahead[diagonal] >= x {
        return SearchPoint(old: x, new: x - diagonal)
      }
    }
    return nil
  }
}
