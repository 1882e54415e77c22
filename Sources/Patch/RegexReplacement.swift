/// What a pattern's match becomes: text with `\1`, `\g<name>` and `\0` for what was found.
struct RegexReplacement: Sendable, Equatable {
  enum Part: Sendable, Equatable {
    case text([UInt8])
    case group(Int)
  }

  let parts: [Part]

  init(_ source: String, for pattern: RegexPattern) throws(TemplateProblem) {
    let (count, names) = pattern.groups
    var parts: [Part] = []
    var text: [UInt8] = []
    var rest = Array(source.utf8)[...]
    func group(_ number: Int?, _ words: String) throws(TemplateProblem) -> Part {
      guard let number, number <= count else {
        throw TemplateProblem(
          "the pattern has no group '\(words)'", hint: "write \\\\ for a literal backslash", fragment: "\\\(words)")
      }
      return .group(number)
    }
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      guard let next = rest.popFirst() else {
        throw TemplateProblem("a backslash at the end", hint: "write \\\\ for a literal one")
      }
      let part: Part
      switch next {
      case UInt8(ascii: "\\"): part = .text([next])
      case UInt8(ascii: "n"): part = .text([0x0a])
      case UInt8(ascii: "t"): part = .text([0x09])
      case UInt8(ascii: "0")...UInt8(ascii: "9"): part = try group(Int(next) - 0x30, String(UnicodeScalar(next)))
      case UInt8(ascii: "g"):
        guard rest.first == UInt8(ascii: "<"), let end = rest.firstIndex(of: UInt8(ascii: ">")) else {
          throw TemplateProblem("'\\g' without a name", hint: "write \\g<name>", fragment: "\\g")
        }
        let name = String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
        part = try group(names[name] ?? Int(name), "g<\(name)>")
        rest = rest[(end + 1)...]
      default:
        let words = "\\" + String(UnicodeScalar(next))
        throw TemplateProblem(
          "'\(words)' means nothing in 'replace'", hint: "write \\\\ for a literal backslash", fragment: words)
      }
      if case .text(let bytes) = part {
        text += bytes
      } else {
        if !text.isEmpty { parts.append(.text(text)) }
        text = []
        parts.append(part)
      }
    }
    if !text.isEmpty { parts.append(.text(text)) }
    self.parts = parts
  }

  func bytes(for match: RegexPattern.Match, in bytes: [UInt8], ending: [UInt8]) -> [UInt8] {
    parts.flatMap { part -> [UInt8] in
      switch part {
      case .text(let text): text.flatMap { $0 == 0x0a ? ending : [$0] }
      case .group(0): Array(bytes[match.range])
      case .group(let number): match.groups[number - 1].map { Array(bytes[$0]) } ?? []
      }
    }
  }

  /// A pattern that finds the text once it is there; nil if nothing in it could be recognised.
  func recognition(of pattern: RegexPattern) -> RegexPattern? {
    let text = parts.reduce(into: [UInt8]()) { if case .text(let bytes) = $1 { $0 += bytes } }
    guard text.contains(where: Lexer.isWord) else { return nil }
    let sources = pattern.groupSources
    var source: [UInt8] = []
    if pattern.text.first == UInt8(ascii: "^") { source += "^".utf8 }
    if case .text(let bytes)? = parts.first, let first = bytes.first, Lexer.isWord(first) {
      source += "(?<![0-9A-Za-z_])".utf8
    }
    for part in parts {
      switch part {
      case .text(let bytes): source += Self.quoted(bytes)
      case .group(let number):
        // A group that refers to others cannot stand elsewhere.
        guard let inner = number == 0 ? pattern.text : sources[number],
          !inner.contains(UInt8(ascii: "\\")) || Self.isPlain(inner)
        else {
          source += "[^\\n]*?".utf8
          continue
        }
        source += "(?:".utf8 + inner + ")".utf8
      }
    }
    if case .text(let bytes)? = parts.last, let last = bytes.last, Lexer.isWord(last) {
      source += "(?![0-9A-Za-z_])".utf8
    }
    if pattern.text.last == UInt8(ascii: "$"), pattern.text.dropLast().last != UInt8(ascii: "\\") { source += "$".utf8 }
    return RegexPattern(derived: source)
  }

  /// No reference to a group by its number or name.
  private static func isPlain(_ source: [UInt8]) -> Bool {
    zip(source, source.dropFirst()).allSatisfy { $0 != UInt8(ascii: "\\") || !("123456789gk".utf8.contains($1)) }
  }

  private static func quoted(_ bytes: [UInt8]) -> [UInt8] {
    bytes.flatMap { byte -> [UInt8] in
      if byte == 0x0a { return Array("\\R".utf8) }
      return Lexer.isWord(byte) || byte == 0x20 || byte == 0x09 ? [byte] : [UInt8(ascii: "\\"), byte]
    }
  }
}

extension RegexPattern {
  /// What stands in each pair of round brackets that captures, by its number.
  var groupSources: [Int: [UInt8]] {
    var sources: [Int: [UInt8]] = [:]
    var open: [(number: Int?, start: Int)] = []
    var (count, place, isInClass) = (0, 0, false)
    while place < text.count {
      switch text[place] {
      case UInt8(ascii: "\\"): place += 1
      case UInt8(ascii: "["): isInClass = true
      case UInt8(ascii: "]"): isInClass = false
      case UInt8(ascii: "(") where !isInClass:
        let rest = text[(place + 1)...]
        var number: Int?
        var start = place + 1
        if !rest.starts(with: "?".utf8) {
          number = count + 1
        } else if rest.starts(with: "?<".utf8) || rest.starts(with: "?P<".utf8) || rest.starts(with: "?'".utf8),
          !rest.starts(with: "?<=".utf8), !rest.starts(with: "?<!".utf8)
        {
          number = count + 1
          let close = rest.dropFirst(3).firstIndex { $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "'") }
          start = (close ?? place) + 1
        }
        if number != nil { count += 1 }
        open.append((number, start))
      case UInt8(ascii: ")") where !isInClass:
        if let last = open.popLast(), let number = last.number { sources[number] = Array(text[last.start..<place]) }
      default: break
      }
      place += 1
    }
    return sources
  }
}
