/// The words of a condition.
struct ConditionWords {
  enum Word: Hashable {
    /// A name, a group, or one of `and`, `or`, `not`, `in`.
    case word(String)
    /// What stands in quotes.
    case text(String)
    /// What stands in the brackets after `changed`.
    case path(String)
    case open, close, equal, unequal

    /// As the playbook has it, to find its place.
    var spelled: String {
      switch self {
      case .word(let text), .path(let text): text
      case .text(let text): "'\(text)'"
      case .open: "("
      case .close: ")"
      case .equal: "=="
      case .unequal: "!="
      }
    }
  }

  let words: [Word]

  init(_ text: String) throws(Malformed) {
    var words: [Word] = []
    var rest = text[...]
    while let character = rest.first {
      if character.isWhitespace {
        rest.removeFirst()
      } else if character == "'" || character == "\"" {
        let inside = rest.dropFirst().prefix { $0 != character }
        guard inside.endIndex < rest.endIndex else { throw Malformed("a quote is not closed", fragment: String(rest)) }
        words.append(.text(String(inside)))
        rest = rest[rest.index(after: inside.endIndex)...]
      } else if character == "(", words.last == .word("changed") {
        let inside = rest.dropFirst().prefix { $0 != ")" }
        guard inside.endIndex < rest.endIndex else {
          throw Malformed("')' is missing after changed(…", fragment: "changed")
        }
        words.append(.path(String(inside.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())))
        rest = rest[rest.index(after: inside.endIndex)...]
      } else if let sign = Self.signs.first(where: { rest.hasPrefix($0.0) }) {
        words.append(sign.1)
        rest = rest.dropFirst(sign.0.count)
      } else {
        let word = rest.prefix { $0.isLetter || $0.isNumber || "_.-".contains($0) }
        guard !word.isEmpty else {
          throw Malformed(
            "'\(character)' has no meaning in a condition",
            hint: character == "$" ? "write the name alone" : "it has \(ConditionReader.forms)",
            fragment: String(character))
        }
        words.append(.word(String(word)))
        rest = rest[word.endIndex...]
      }
    }
    self.words = words
  }

  private static let signs: [(String, Word)] = [("==", .equal), ("!=", .unequal), ("(", .open), (")", .close)]
}
