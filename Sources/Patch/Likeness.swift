/// How much two lines have in common: the share of words that both have, 0 to 1.
enum Likeness {
  static func of(_ one: ArraySlice<UInt8>, _ other: ArraySlice<UInt8>) -> Double {
    let (left, right) = (words(one), words(other))
    guard !left.isEmpty, !right.isEmpty else { return left.isEmpty && right.isEmpty ? 1 : 0 }
    var counts: [ArraySlice<UInt8>: Int] = [:]
    for word in left { counts[word, default: 0] += 1 }
    var shared = 0
    for word in right {
      guard let count = counts[word], count > 0 else { continue }
      counts[word] = count - 1
      shared += 1
    }
    return 2 * Double(shared) / Double(left.count + right.count)
  }

  /// Runs of letters and digits; long lines are judged by their start.
  static func words(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    line.prefix(2000).split { !LineKey.isWord($0) }
  }
}
