/// A pattern over whole names: `*` for any text, `?` for one character, `[abc]`, `[a-f]` or `[!abc]` for one of several.
struct GlobPattern: Sendable {
  private enum Part: Sendable {
    case anything
    case one(([ClosedRange<Character>], isIn: Bool)?)
    case exactly(Character)
  }

  private let parts: [Part]

  /// Nil for a word that is no pattern, but a name.
  init?(_ word: String) {
    guard word.contains(where: { "*?[".contains($0) }) else { return nil }
    var parts: [Part] = []
    var rest = word[...]
    while let character = rest.popFirst() {
      switch character {
      case "*": parts.append(.anything)
      case "?": parts.append(.one(nil))
      case "[":
        guard let close = rest.firstIndex(of: "]"), close > rest.startIndex else { return nil }
        var inside = rest[..<close]
        rest = rest[rest.index(after: close)...]
        let isIn = inside.first != "!"
        if !isIn { inside.removeFirst() }
        parts.append(.one((Self.ranges(Array(inside)), isIn)))
      default: parts.append(.exactly(character))
      }
    }
    self.parts = parts
  }

  private static func ranges(_ characters: [Character]) -> [ClosedRange<Character>] {
    var ranges: [ClosedRange<Character>] = []
    var index = 0
    while index < characters.count {
      if index + 2 < characters.count, characters[index + 1] == "-", characters[index] <= characters[index + 2] {
        ranges.append(characters[index]...characters[index + 2])
        index += 3
      } else {
        ranges.append(characters[index]...characters[index])
        index += 1
      }
    }
    return ranges
  }

  func matches(_ name: String) -> Bool {
    let letters = Array(name)
    var (part, letter) = (0, 0)
    // Where to go on when a `*` has to take one letter more.
    var retry: (part: Int, letter: Int)?
    while letter < letters.count {
      if part < parts.count, case .anything = parts[part] {
        retry = (part + 1, letter)
        part += 1
      } else if part < parts.count, fits(letters[letter], parts[part]) {
        part += 1
        letter += 1
      } else if let last = retry {
        retry = (last.part, last.letter + 1)
        (part, letter) = (last.part, last.letter + 1)
      } else {
        return false
      }
    }
    return parts[part...].allSatisfy { if case .anything = $0 { true } else { false } }
  }

  private func fits(_ letter: Character, _ part: Part) -> Bool {
    switch part {
    case .anything: false
    case .one(nil): true
    case .one(let set?): set.0.contains { $0.contains(letter) } == set.isIn
    case .exactly(let character): character == letter
    }
  }
}
