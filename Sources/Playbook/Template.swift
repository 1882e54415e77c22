/// A text with its `${name}` references taken apart.
struct Template {
  enum Part: Equatable {
    case literal(String)
    case variable(String)
    /// A `${` that no name and `}` follow.
    case broken
  }

  /// Each part with the number of `${` before it, so that its place in a quoted text can be found, and with its offset.
  private(set) var parts: [(part: Part, ordinal: Int, offset: Int)] = []

  init(_ text: String) { self.init(Array(text.utf8)) }

  /// Takes UTF-8.
  init(_ text: [UInt8]) {
    var literal: [UInt8] = []
    var ordinal = 0
    var rest = text[...]
    while let byte = rest.first {
      if rest.starts(with: "$${".utf8) {
        literal += "${".utf8
        rest.removeFirst(3)
        ordinal += 1
      } else if rest.starts(with: "${".utf8) {
        if !literal.isEmpty {
          parts.append((.literal(String(decoding: literal, as: UTF8.self)), ordinal, rest.startIndex))
        }
        literal = []
        let name = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "}") }
        if name.endIndex < rest.endIndex, VariableName.isReference(name) {
          parts.append((.variable(String(decoding: name, as: UTF8.self)), ordinal, rest.startIndex))
          rest = rest[(name.endIndex + 1)...]
        } else {
          parts.append((.broken, ordinal, rest.startIndex))
          rest.removeFirst(2)
        }
        ordinal += 1
      } else {
        literal.append(byte)
        rest.removeFirst()
      }
    }
    if !literal.isEmpty { parts.append((.literal(String(decoding: literal, as: UTF8.self)), ordinal, rest.endIndex)) }
  }
}

/// The names variables can have.
enum VariableName {
  /// Names the program defines itself.
  static let reserved = ["host", "backup"]

  static let rule = "a name has letters, digits and '_', and does not start with a digit"
  /// The same rule as a regular expression.
  static let form = "^[A-Za-z_][A-Za-z0-9_]*$"
  /// What stands before the name of a variable of the program's environment.
  static let environment = "env."

  /// What can stand in `${…}`.
  static func isReference(_ name: some Collection<UInt8>) -> Bool {
    isValid(name) || name.starts(with: environment.utf8) && isValid(name.dropFirst(environment.utf8.count))
  }

  static func isValid(_ name: some Collection<UInt8>) -> Bool {
    guard let first = name.first, isLetter(first) else { return false }
    return name.allSatisfy { isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
    default: false
    }
  }
}
