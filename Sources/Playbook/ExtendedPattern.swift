internal import SourceText

/// A POSIX extended regular expression that every `grep -E` understands in the same way.
package struct ExtendedPattern {
  package let text: String

  package init(_ text: String) throws(Malformed) {
    var scanner = PatternScanner(text)
    let shape = try scanner.alternatives(depth: 0)
    if shape.matchesEveryLine {
      throw Malformed("the pattern '\(text.shortened)' would match every line", hint: "write what only a bad line has")
    }
    self.text = text
  }
}

/// What can be said about the lines that a part of a pattern matches.
struct PatternShape {
  /// Can match without consuming a character.
  var isEmptyable = true
  /// Holds `^`, and so is not empty in the middle of a line.
  var needsStart = false
  /// Holds `$`.
  var needsEnd = false
  /// Can consume any text, as `.*` does.
  var swallowsAnything = false

  var matchesEveryLine: Bool { isEmptyable && (!needsStart || !needsEnd || swallowsAnything) }

  mutating func append(_ next: PatternShape) {
    isEmptyable = isEmptyable && next.isEmptyable
    needsStart = needsStart || next.needsStart
    needsEnd = needsEnd || next.needsEnd
    swallowsAnything = swallowsAnything || next.swallowsAnything
  }

  /// The shape of either alternative: the one that matches more wins.
  mutating func alternate(_ other: PatternShape) {
    guard other.isEmptyable else { return }
    guard isEmptyable else {
      self = other
      return
    }
    needsStart = needsStart && other.needsStart
    needsEnd = needsEnd && other.needsEnd
    swallowsAnything = swallowsAnything || other.swallowsAnything
  }
}
