internal import SourceText

/// An error of libyaml in words for people who write playbooks, not parsers.
struct SyntaxProblem {
  let problem: Problem

  /// Words libyaml says in more than one place, and what they mean there.
  private static let table: [(words: String, message: String, hint: String?)] = [
    (
      "mapping values are not allowed in this context", "':' is not allowed here",
      "quote a text that holds ': ', or check the indentation of this line"
    ),
    ("did not find expected key", "expected a key here", "check the indentation of this line and the quotes before it"),
    ("could not find expected ':'", "expected ': ' after this key", nil),
    ("did not find expected node content", "expected a value here", nil),
    ("did not find expected '-' indicator", "expected '- ' here", "the items of a list start at the same column"),
    (
      "block sequence entries are not allowed in this context", "a list cannot start here",
      "put '- ' on a line of its own"
    ),
    ("mapping keys are not allowed in this context", "a key is not allowed here", nil),
    (
      "found unknown escape character", "unknown escape after a backslash",
      #"write \\ for a backslash, or use single quotes"#
    ),
    ("control characters are not allowed", "a control character is not allowed here", nil),
    ("found a tab character that violates indentation", "a tab cannot indent", "use spaces"),
    ("found a tab character where an indentation space is expected", "a tab cannot indent", "use spaces"),
    ("found undefined tag handle", "tags are not supported", "remove the '!' word, or quote the text"),
    (
      "did not find expected alphabetic or numeric character", "an alias has no name",
      "quote a text that starts with '*' or '&'"
    ),
    (
      "did not find expected <document start>", "expected the end of the file here",
      "check the indentation of this line"
    ),
  ]

  private static let flowCollections = [
    "did not find expected ',' or ']'": (ending: "',' or ']'", noun: "list"),
    "did not find expected ',' or '}'": (ending: "',' or '}'", noun: "map"),
  ]

  init(_ words: String, at offset: Int, context: (words: String, offset: Int)?, in source: SourceText) {
    // A position at the end of the file is shown behind the last thing written, not on the empty line below.
    let last = source.bytes.lastIndex { !Self.isBlank($0) } ?? -1
    let start = max(0, min(offset, last + 1))
    let isVisible = start < source.bytes.count && !Self.isBlank(source.bytes[start])
    let place = SourceRange(source, start..<(isVisible ? start + 1 : start))

    if let context, words.contains("end of stream"), context.words.contains("quoted scalar") {
      let quote = SourceRange(source, context.offset..<min(context.offset + 1, source.bytes.count))
      problem = Problem("this quote is never closed", at: quote)
    } else if let context, let collection = Self.flowCollections[words] {
      let line = source.location(of: context.offset).line
      problem = Problem(
        "expected \(collection.ending) in the \(collection.noun) that begins on line \(line)", at: place,
        hint: "close it, or quote a text that holds brackets or commas")
    } else if let row = Self.table.first(where: { $0.words == words }) {
      problem = Problem(row.message, at: place, hint: row.hint)
    } else if words == "found character that cannot start any token" {
      let character = source.text(in: start..<min(start + 1, source.bytes.count))
      problem =
        character == "\t"
        ? Problem("a tab cannot indent", at: place, hint: "use spaces")
        : Problem("a plain text cannot start with '\(character)'", at: place, hint: "put it in quotes")
    } else {
      problem = Problem("this is not YAML: \(words)", at: place)
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { " \t\r\n".utf8.contains(byte) }
}
