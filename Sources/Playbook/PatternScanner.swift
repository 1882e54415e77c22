internal import SourceText

/// Walks through a POSIX extended regular expression and refuses what tools disagree about.
struct PatternScanner {
  var rest: ArraySlice<Unicode.Scalar>

  private static let deepestGroup = 50

  init(_ text: String) {
    rest = Array(text.unicodeScalars)[...]
  }

  mutating func alternatives(depth: Int) throws(Malformed) -> PatternShape {
    guard depth <= Self.deepestGroup else { throw Malformed("the groups of this pattern are nested too deep") }
    var shape = try branch(depth: depth)
    while rest.first == "|" {
      rest.removeFirst()
      shape.alternate(try branch(depth: depth))
    }
    if depth == 0, rest.first == ")" {
      throw Malformed("')' without '(' in this pattern", hint: #"write \) for a literal parenthesis"#, fragment: ")")
    }
    return shape
  }

  private mutating func branch(depth: Int) throws(Malformed) -> PatternShape {
    var shape = PatternShape()
    var count = 0
    while let next = rest.first, next != "|", next != ")" {
      var element = try element(next, depth: depth)
      let isAnchor = next == "^" || next == "$"
      try repetition(of: next, isAnchor: isAnchor, &element)
      shape.append(element)
      count += 1
    }
    guard count > 0 else {
      throw Malformed(
        depth == 0 ? "an empty alternative would match every line" : "an empty alternative in a group",
        hint: depth == 0 ? "remove the '|' at its side" : "write (a)? for an a that may be missing")
    }
    return shape
  }

  private mutating func element(_ next: Unicode.Scalar, depth: Int) throws(Malformed) -> PatternShape {
    let consumes = PatternShape(isEmptyable: false)
    rest.removeFirst()
    switch next {
    case "^": return PatternShape(needsStart: true)
    case "$": return PatternShape(needsEnd: true)
    case "(":
      if rest.first == "?" {
        throw Malformed("groups that start with '(?' do not exist in this kind of pattern", fragment: "(?")
      }
      let group = try alternatives(depth: depth + 1)
      guard rest.first == ")" else {
        throw Malformed("'(' without ')' in this pattern", hint: #"write \( for a literal parenthesis"#, fragment: "(")
      }
      rest.removeFirst()
      return group
    case "[":
      try bracketExpression()
      return consumes
    case "\\":
      try escape()
      return consumes
    case "*", "+", "?":
      throw Malformed(
        "nothing for '\(next)' to repeat", hint: #"write \\#(next) for the character itself"#, fragment: "\(next)")
    case "{":
      throw Malformed("nothing for '{' to repeat", hint: #"write \{ for the character itself"#, fragment: "{")
    case "\n": throw Malformed("a pattern cannot hold a line break", hint: "write a|b for either of two")
    default: return consumes
    }
  }

  private mutating func repetition(of element: Unicode.Scalar, isAnchor: Bool, _ shape: inout PatternShape)
    throws(Malformed)
  {
    guard let sign = rest.first, "*+?{".unicodeScalars.contains(sign) else { return }
    if isAnchor { throw Malformed("nothing for '\(sign)' to repeat", fragment: "\(element)\(sign)") }
    rest.removeFirst()
    let (least, most): (Int, Int?) =
      switch sign {
      case "*": (0, nil)
      case "+": (1, nil)
      case "?": (0, 1)
      default: try interval()
      }
    if least == 0 {
      shape = PatternShape(swallowsAnything: shape.swallowsAnything || (element == "." && most == nil))
    }
    if let second = rest.first, "*+?{".unicodeScalars.contains(second) {
      let hint = second == "?" ? "this kind of pattern has no short matches" : "put the first in parentheses"
      throw Malformed("'\(sign)' and '\(second)' cannot follow each other", hint: hint, fragment: "\(sign)\(second)")
    }
  }

  /// The rest of `{2}`, `{2,}` or `{2,5}`.
  private mutating func interval() throws(Malformed) -> (Int, Int?) {
    let body = rest.prefix { $0 != "}" }
    let text = String(String.UnicodeScalarView(body))
    let fault = Malformed(
      "'{\(text.shortened)' is not a number of repetitions", hint: #"write {2}, {2,} or {2,5}, or \{ for a brace"#)
    guard body.endIndex < rest.endIndex else { throw fault }
    rest = rest[(body.endIndex + 1)...]
    let bounds = text.split(separator: ",", omittingEmptySubsequences: false)
    guard 1...2 ~= bounds.count, text.allSatisfy({ "0123456789,".contains($0) }), let least = Int(bounds[0]) else {
      throw fault
    }
    let most = bounds.count == 1 ? least : bounds[1].isEmpty ? nil : Int(bounds[1])
    guard least <= 255, most ?? 255 <= 255, most ?? least >= least else { throw fault }
    if bounds.count == 2, !bounds[1].isEmpty, most == nil { throw fault }
    return (least, most)
  }
}
