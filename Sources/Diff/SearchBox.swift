/// A position between lines of both texts.
struct SearchPoint: Equatable {
  let old: Int
  let new: Int

  var diagonal: Int { old - new }
}

/// A part of both sequences that is still to be compared.
struct SearchBox {
  let old: Range<Int>
  let new: Range<Int>

  var start: SearchPoint { SearchPoint(old: old.lowerBound, new: new.lowerBound) }
  var end: SearchPoint { SearchPoint(old: old.upperBound, new: new.upperBound) }

  /// Whether one side is empty, so that there is nothing to pair.
  var isFlat: Bool { old.isEmpty || new.isEmpty }

  /// The diagonals from the corner with only new lines to the one with only old lines.
  var diagonals: ClosedRange<Int> { old.lowerBound - new.upperBound...old.upperBound - new.lowerBound }

  /// Both boxes that meet in a point; none if the point is a corner, which would not make the task smaller.
  func split(at point: SearchPoint) -> [SearchBox] {
    guard point != start, point != end else { return [] }
    return [
      SearchBox(old: old.lowerBound..<point.old, new: new.lowerBound..<point.new),
      SearchBox(old: point.old..<old.upperBound, new: point.new..<new.upperBound),
    ]
  }

  /// The point inside the box that is farthest from the end its search came from.
  func farthest(ahead: SearchFront, behind: SearchFront) -> SearchPoint {
    var best = start
    var progress = 0
    for diagonal in stride(from: ahead.diagonals.lowerBound, through: ahead.diagonals.upperBound, by: 2) {
      let x = min(ahead[diagonal], old.upperBound, new.upperBound + diagonal)
      let gain = x - old.lowerBound + x - diagonal - new.lowerBound
      if gain > progress { (best, progress) = (SearchPoint(old: x, new: x - diagonal), gain) }
    }
    for diagonal in stride(from: behind.diagonals.lowerBound, through: behind.diagonals.upperBound, by: 2) {
      let x = max(behind[diagonal], old.lowerBound, new.lowerBound + diagonal)
      let gain = old.upperBound - x + new.upperBound - (x - diagonal)
      if gain > progress { (best, progress) = (SearchPoint(old: x, new: x - diagonal), gain) }
    }
    return best
  }
}
