/// Whether and how text is coloured.
package struct Style: Sendable {
  package enum Tone: String, Sendable {
    case good = "32"
    case bad = "31"
    case change = "33"
    case place = "36"
    case faint = "2"
    case strong = "1"
  }

  package let isColoured: Bool

  package init(isColoured: Bool) { self.isColoured = isColoured }

  package static let plain = Style(isColoured: false)

  package func text(_ text: String, _ tone: Tone) -> String {
    isColoured && !text.isEmpty ? "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// One of a few colors that are told apart easily, the same for the same number.
  package func text(_ text: String, hue: Int) -> String {
    let codes = ["36", "33", "35", "32", "34", "96", "93", "95", "92", "94"]
    return isColoured && !text.isEmpty ? "\u{1B}[\(codes[hue % codes.count])m\(text)\u{1B}[0m" : text
  }

  /// By the rules that people know: a terminal that is not dumb, and no `NO_COLOR`.
  package static func fitting(isTerminal: Bool, environment: [String: String]) -> Style {
    let isRefused = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
    return Style(isColoured: isTerminal && !isRefused)
  }
}
