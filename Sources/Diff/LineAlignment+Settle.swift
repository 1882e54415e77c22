extension LineAlignment {
  /// Moves each lone insertion or removal to where `diff` shows it.
  ///
  /// A change that borders on lines equal to its own could stand in several places. It goes up to join another change;
  /// if there is none, it goes as far down as it can, so that an added block ends, not starts, with the shared line.
  mutating func settle() {
    for index in pairs.indices.reversed() { moveChangeUp(past: index) }
    for index in pairs.indices { moveChangeDown(past: index) }
  }

  /// Lets the change after a pair stand before it, if it is lone and ends with the pair's line.
  private mutating func moveChangeUp(past index: Int) {
    let pair = pairs[index]
    let next = index + 1 < pairs.count ? pairs[index + 1] : end
    let (removed, added) = (next.old - pair.old - 1, next.new - pair.new - 1)
    if added == 0, removed > 0, old[next.old - 1] == old[pair.old] {
      pairs[index].old = next.old - 1
    } else if removed == 0, added > 0, new[next.new - 1] == new[pair.new] {
      pairs[index].new = next.new - 1
    }
  }

  /// Lets the change before a pair stand after it, if it is lone and starts with the pair's line.
  private mutating func moveChangeDown(past index: Int) {
    let pair = pairs[index]
    let previous = index > 0 ? pairs[index - 1] : Pair(old: -1, new: -1)
    let (removed, added) = (pair.old - previous.old - 1, pair.new - previous.new - 1)
    if added == 0, removed > 0, old[previous.old + 1] == old[pair.old] {
      pairs[index].old = previous.old + 1
    } else if removed == 0, added > 0, new[previous.new + 1] == new[pair.new] {
      pairs[index].new = previous.new + 1
    }
  }
}
