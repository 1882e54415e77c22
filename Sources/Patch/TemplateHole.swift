/// A place of a template that stands for something in the file.
struct TemplateHole: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    /// At least one token, balanced, of one logical line.
    case inline
    /// Any number of tokens between brackets, or of whole lines at the depth where it stands.
    case rest
    case identifier
    case string
    case number
    /// What the pattern matches as a whole.
    case pattern(RegexPattern)
  }

  /// `_` for one that may be anything each time.
  let name: String
  let kind: Kind
  /// Whether it stands for whole lines.
  var isLines = false

  var isAnonymous: Bool { name == "_" }
}

/// Why a template, a pattern or a count cannot be used.
package struct TemplateProblem: Error, Sendable, Equatable {
  package let message: String
  package let hint: String?
  /// The part of the text that is wrong.
  package let fragment: String?

  init(_ message: String, hint: String? = nil, fragment: String? = nil) {
    self.message = message
    self.hint = hint
    self.fragment = fragment
  }
}

extension TemplateHole {
  /// Reads `:[x]`, `:[x...]`, `:[[x]]`, `:[x:str]`, `:[x:num]`, `:[x~re]`; `...` is the anonymous one of its number.
  init(_ text: String, dots: Int) throws(TemplateProblem) {
    if text == "..." {
      self.init(name: "...\(dots)", kind: .rest)
      return
    }
    let hint = "write :[x], :[x...], :[[x]], :[x:str], :[x:num] or :[x~pattern]; for a literal ':[' write ': ['"
    var inner = text.dropFirst(2).dropLast()
    let kind: Kind
    if inner.first == "[" {
      guard inner.last == "]" else { throw TemplateProblem("a hole that cannot be read", hint: hint, fragment: text) }
      inner = inner.dropFirst().dropLast()
      kind = .identifier
    } else if inner.hasSuffix("...") {
      inner = inner.dropLast(3)
      kind = .rest
    } else if let tilde = inner.firstIndex(of: "~") {
      kind = .pattern(try RegexPattern(String(inner[inner.index(after: tilde)...]), isWhole: true))
      inner = inner[..<tilde]
    } else if inner.hasSuffix(":str") {
      inner = inner.dropLast(4)
      kind = .string
    } else if inner.hasSuffix(":num") {
      inner = inner.dropLast(4)
      kind = .number
    } else {
      kind = .inline
    }
    let isName =
      inner.utf8.allSatisfy { Lexer.isWord($0) && $0 < 0x80 } && inner.utf8.first.map { !Lexer.isDigit($0) } ?? false
    guard isName else { throw TemplateProblem("a hole that cannot be read", hint: hint, fragment: text) }
    self.init(name: String(inner), kind: kind)
  }
}
