import TestSupport

extension SeededGenerator {
  /// A text of random lines out of a few, with or without a newline at its end.
  mutating func text(letters: Int, length: Int) -> [UInt8] {
    let lines = (0..<Int.random(in: 0...length, using: &self)).map { _ in
      [UInt8](repeating: UInt8(ascii: "a") + UInt8.random(in: 0..<UInt8(letters), using: &self), count: 2) + [0x0a]
    }
    let text = Array(lines.joined())
    return Bool.random(using: &self) ? text : text.dropLast()
  }

  /// Two texts: unrelated, or the second made from the first by a few edits.
  mutating func texts(letters: Int, length: Int) -> (old: [UInt8], new: [UInt8]) {
    let old = text(letters: letters, length: length)
    guard Bool.random(using: &self) else { return (old, text(letters: letters, length: length)) }
    var lines = old.split(separator: 0x0a, omittingEmptySubsequences: false).map(Array.init)
    for _ in 0..<Int.random(in: 0...4, using: &self) {
      let place = Int.random(in: 0..<max(1, lines.count), using: &self)
      switch Int.random(in: 0..<3, using: &self) {
      case 0 where !lines.isEmpty: lines.remove(at: place)
      case 1: lines.insert([UInt8(ascii: "a")], at: min(place, lines.count))
      default: lines.insert(Array("new".utf8), at: min(place, lines.count))
      }
    }
    return (old, Array(lines.joined(separator: [0x0a])))
  }
}
