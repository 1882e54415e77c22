internal import SourceText

extension PatternScanner {
  /// What to write instead of the escapes that only some tools know.
  private static let replacements: [Unicode.Scalar: String] = [
    "w": "[[:alnum:]_]", "W": "[^[:alnum:]_]", "s": "[[:space:]]", "S": "[^[:space:]]", "d": "[0-9]", "D": "[^0-9]",
    "b": "(^|[^[:alnum:]_])word([^[:alnum:]_]|$)", "<": "(^|[^[:alnum:]_])word", ">": "word([^[:alnum:]_]|$)",
    "t": "[[:blank:]]", "n": "two alternatives, as a|b: a line holds no line break", "|": "| for 'or', [|] for a bar",
    "/": "/ without a backslash", "-": "- without a backslash", "`": "^", "'": "$",
  ]

  /// What a backslash stands before.
  mutating func escape() throws(Malformed) {
    guard let escaped = rest.popFirst() else {
      throw Malformed("a backslash at the end of a pattern", hint: #"write \\ for a backslash"#)
    }
    guard !".[]{}()*+?^$\\".unicodeScalars.contains(escaped) else { return }
    let instead = Self.replacements[escaped]
    throw Malformed(
      #"'\\#(escaped)' is not part of POSIX patterns"#,
      hint: instead.map { "write \($0)" } ?? "remove the backslash", fragment: #"\\#(escaped)"#)
  }

  /// The rest of a bracket expression, in which a backslash is a plain character.
  mutating func bracketExpression() throws(Malformed) {
    let unclosed = Malformed("'[' without ']' in this pattern", hint: #"write \[ for a literal bracket"#)
    let opening = rest
    if rest.first == "^" { rest.removeFirst() }
    var previous: Unicode.Scalar?
    var isFirst = true
    while let next = rest.popFirst() {
      if next == "]", !isFirst {
        if previous == ":", opening.first == ":" {
          let name = String(String.UnicodeScalarView(opening[..<(rest.startIndex - 1)]))
          throw Malformed("'[\(name)]' lists single characters", hint: "write [[\(name)]]", fragment: "[\(name)]")
        }
        return
      }
      isFirst = false
      if next == "[", let mark = rest.first, ":.=".unicodeScalars.contains(mark) {
        try characterClass(mark, unclosed)
        previous = nil
        continue
      }
      if next == "\\", let letter = rest.first, letter.properties.isAlphabetic || letter.properties.numericType != nil {
        let instead = "put the backslash last for a backslash, or name a class such as [:space:]"
        throw Malformed(
          #"'\\#(letter)' in brackets means a backslash or '\#(letter)'"#, hint: instead, fragment: #"\\#(letter)"#)
      }
      if next == "-", let low = previous, let high = rest.first, high != "]", high.value < low.value {
        throw Malformed("the range '\(low)-\(high)' is the wrong way round", fragment: "\(low)-\(high)")
      }
      previous = next
    }
    throw unclosed
  }

  /// The rest of `[:name:]`, `[.name.]` or `[=name=]` inside brackets.
  private mutating func characterClass(_ mark: Unicode.Scalar, _ unclosed: Malformed) throws(Malformed) {
    rest.removeFirst()
    let name = rest.prefix { $0 != mark }
    guard rest[name.endIndex...].starts(with: [mark, "]"]) else { throw unclosed }
    rest = rest[(name.endIndex + 2)...]
    let classes = [
      "alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "xdigit",
    ]
    let text = String(String.UnicodeScalarView(name))
    if mark == ":", !classes.contains(text) {
      throw Malformed(
        "no character class '\(text.shortened)'", hint: "classes: " + classes.joined(separator: ", "),
        fragment: "[:\(text):]")
    }
  }
}
