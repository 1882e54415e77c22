/// Finds what the user probably meant.
package enum Suggestion {
  /// The candidate nearest to a mistyped word, if one is near enough to be worth naming.
  package static func closest(to word: String, among candidates: [String]) -> String? {
    let typed = Array(word.lowercased())
    // Longer words are not typing mistakes, and the distance costs the product of both lengths.
    guard !typed.isEmpty, typed.count <= 64 else { return nil }
    var best: (candidate: String, distance: Int)?
    for candidate in candidates where candidate != word && candidate.count <= 64 {
      let letters = Array(candidate.lowercased())
      let distance = distance(typed, letters)
      guard distance <= max(typed.count, letters.count) / 3, distance < best?.distance ?? .max else { continue }
      best = (candidate, distance)
    }
    return best?.candidate
  }

  /// The Damerau-Levenshtein distance: insertions, deletions, replacements and swapped neighbours count one each.
  static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for row in 0..<left.count {
      var current = [row + 1]
      for column in 0..<right.count {
        let replaced = previous[column] + (left[row] == right[column] ? 0 : 1)
        var cost = min(previous[column + 1] + 1, current[column] + 1, replaced)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          cost = min(cost, beforePrevious[column - 1] + 1)
        }
        current.append(cost)
      }
      beforePrevious = previous
      previous = current
    }
    return previous[right.count]
  }
}
