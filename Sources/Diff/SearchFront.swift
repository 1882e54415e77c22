/// How far a search has come on each diagonal, as an index into the old sequence.
struct SearchFront {
  /// The diagonals reached, each `old index - new index`; a step touches every second one.
  private(set) var diagonals = 0...0
  private var reach: [Int]
  private let shift: Int
  private let fence: Int

  /// A front over whole sequences; `fence` is a value that loses every comparison, for the diagonals not yet reached.
  init(oldCount: Int, newCount: Int, fence: Int) {
    reach = [Int](repeating: fence, count: oldCount + newCount + 3)
    shift = newCount + 1
    self.fence = fence
  }

  subscript(diagonal: Int) -> Int {
    get { reach[diagonal + shift] }
    set { reach[diagonal + shift] = newValue }
  }

  /// Starts over from one point.
  mutating func begin(at point: SearchPoint) {
    diagonals = point.diagonal...point.diagonal
    self[point.diagonal] = point.old
  }

  /// Makes room for one more step: a diagonal more on each side, or one less where the box ends.
  mutating func widen(within limits: ClosedRange<Int>) {
    var (low, high) = (diagonals.lowerBound, diagonals.upperBound)
    if low > limits.lowerBound {
      low -= 1
      self[low - 1] = fence
    } else {
      low += 1
    }
    if high < limits.upperBound {
      high += 1
      self[high + 1] = fence
    } else {
      high -= 1
    }
    diagonals = low...high
  }
}
