/// A word of shell text: the only way in which a value gets into a script.
package struct ShellWord: Sendable, Hashable {
  /// The word as it stands in the script: one line, however the value looks.
  package let text: [UInt8]

  package init(_ value: [UInt8]) {
    text = !value.isEmpty && value.allSatisfy(Self.isPlain) ? value : Self.quoted(value)
  }

  package var string: String { String(decoding: text, as: UTF8.self) }

  package init(_ value: String) { self.init(Array(value.utf8)) }
  package init(_ value: Int) { self.init(String(value)) }

  /// Letters and marks that no shell gives a meaning to, wherever in a word they stand.
  static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      // The digits, and with them `-`, `.`, `/` and `:`.
      UInt8(ascii: "-")...UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "_"), UInt8(ascii: "%"),
      UInt8(ascii: "+"), UInt8(ascii: ","):
      true
    default: false
    }
  }

  /// A newline is written as the variable N, which the runtime sets, so that one line stays one line.
  private static func quoted(_ value: [UInt8]) -> [UInt8] {
    var text: [UInt8] = [quote]
    for byte in value {
      switch byte {
      case quote: text += escapedQuote
      case UInt8(ascii: "\n"): text += newline
      default: text.append(byte)
      }
    }
    text.append(quote)
    return text
  }

  /// A word for a shell that is started by a command of the playbook: that one has no variable N.
  static func quotedForShell(_ value: [UInt8]) -> [UInt8] {
    !value.isEmpty && value.allSatisfy(isPlain)
      ? value : [quote] + value.flatMap { $0 == quote ? escapedQuote : [$0] } + [quote]
  }

  static let quote = UInt8(ascii: "'")
  static let escapedQuote = Array(#"'\''"#.utf8)
  static let newline = Array(#"'"$N"'"#.utf8)
}

/// A line of shell text: a plain word of ours, and the words after it.
package struct ShellLine: Sendable, Hashable {
  package let words: [ShellWord]

  package init(_ words: [ShellWord]) { self.words = words }

  package var text: [UInt8] { Array(words.map(\.text).joined(separator: [UInt8(ascii: " ")])) }
}

extension [UInt8] {
  /// Adds one line of shell text.
  mutating func add(_ verb: String, _ words: ShellWord...) {
    add(ShellLine([ShellWord(verb)] + words))
  }

  mutating func add(_ line: ShellLine) {
    self += line.text
    append(UInt8(ascii: "\n"))
  }
}
