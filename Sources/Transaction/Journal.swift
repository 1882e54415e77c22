/// The story of a run as its journal tells it.
package struct Journal: Sendable {
  package struct Line: Sendable, Hashable {
    /// Seconds since the epoch, by the host's clock.
    package let time: Int
    package let words: [String]
  }

  package let lines: [Line]

  /// Reads the file, leaving out a last line that was torn.
  package init(_ text: [UInt8]) {
    let whole = text.lastIndex(of: UInt8(ascii: "\n")).map { text[..<$0] } ?? []
    lines = whole.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let words = String(decoding: line, as: UTF8.self).split(separator: " ").map(String.init)
      guard words.count > 1, let time = words.first.flatMap({ Int($0) }) else { return nil }
      return Line(time: time, words: Array(words.dropFirst()))
    }
  }
}
