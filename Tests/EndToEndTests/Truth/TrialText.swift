import TestSupport

/// Texts whose lines are `KEY = WORD`, each line only once, so that an edit can say which one it means.
struct TrialText {
  var lines: [String]
  let ending: String
  let endsWithNewline: Bool

  /// Nil for what is no such text.
  init?(_ bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self), !text.isEmpty, !text.contains("\0") else { return nil }
    ending = text.utf8.contains(0x0d) ? "\r\n" : "\n"
    endsWithNewline = text.utf8.last == 0x0a
    lines = text.split(separator: ending).map(String.init)
    guard !lines.isEmpty, lines.allSatisfy({ $0.contains(" = ") }) else { return nil }
  }

  var bytes: [UInt8] { Array((lines.joined(separator: ending) + (endsWithNewline ? ending : "")).utf8) }
}

extension SeededGenerator {
  mutating func pick<Element>(_ list: [Element]) -> Element { list[number(0...list.count - 1)] }

  /// A word that stands nowhere else.
  mutating func word() -> String { "w\(String(next() >> 24, radix: 36))" }

  mutating func line() -> String { "k\(word()) = \"\(word())\"" }

  /// What a file may hold: mostly lines, sometimes nothing, bytes, or much.
  mutating func content() -> [UInt8] {
    switch number(0...19) {
    case 0: return []
    case 1: return (0..<number(1...300)).map { _ in UInt8(truncatingIfNeeded: next()) }
    case 2: return [UInt8](repeating: UInt8(ascii: "x"), count: number(70_000...200_000))
    default: return text()
    }
  }

  mutating func text() -> [UInt8] {
    let ending = chance(10) ? "\r\n" : "\n"
    let lines = (0..<number(1...12)).map { _ in line() }
    return Array((lines.joined(separator: ending) + (chance(90) ? ending : "")).utf8)
  }
}
