import Transaction

/// The runtime without one of its syncs.
struct RuntimeWithoutSync {
  /// The line that lacks it, and which one of its kind it is.
  let line: String
  let text: [UInt8]

  /// Each sync of the text is left out once: the tool where it is called, the functions where they are.
  static let all: [RuntimeWithoutSync] = {
    let lines = String(decoding: Runtime.text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    var all: [RuntimeWithoutSync] = []
    for (index, line) in lines.enumerated() where !line.drop(while: { $0 == " " }).hasPrefix("#") {
      for (word, other) in [
        ("sync ", "true "), ("sync_homes ", "true "), ("sync_tree ", "true "), ("journal ", "note "),
        ("each_base sync_tree", "each_base true"), ("each_chunk sync_live", "each_chunk true"),
      ] {
        for place in places(of: word, in: line) {
          var changed = lines
          changed[index] = line[..<place] + other[...] + line[place...].dropFirst(word.count)
          all.append(
            RuntimeWithoutSync(
              line: line.drop { $0 == " " } + "", text: Array(changed.joined(separator: "\n").utf8)))
        }
      }
    }
    return all
  }()

  /// Where a word is called: at the begin of a command, not in the middle of a text.
  private static func places(of word: String, in line: Substring) -> [Substring.Index] {
    line.ranges(of: word).map(\.lowerBound).filter { place in
      let before = line[..<place]
      if before.hasSuffix("eval \"") { return true }
      guard let last = before.split(separator: " ").last else { return true }
      return before.last == " " && ["||", "&&", "{", "if", "then"].contains(String(last))
    }
  }
}
