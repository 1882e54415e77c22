/// The line of a range with carets below, fit for any terminal.
struct Excerpt {
  let lines: [String]

  /// Room for the text beside the line number.
  private static let width = 100
  /// What stays visible before the caret when a line is cut on the left.
  private static let lead = 40
  /// The bytes on each side that are looked at: a generated file may be one line of a megabyte.
  private static let sight = 4096

  init(of range: SourceRange) {
    let source = range.source
    let line = source.line(at: range.bytes.lowerBound)
    let start = max(line.lowerBound, min(range.bytes.lowerBound, line.upperBound))
    let end = max(start, min(range.bytes.upperBound, line.upperBound))

    let seen = max(line.lowerBound, start - Self.sight)..<min(line.upperBound, end + Self.sight)
    let markedEnd = min(end, start + Self.sight)
    let before = Self.cells(source.text(in: seen.lowerBound..<start))
    let marked = Self.cells(source.text(in: start..<markedEnd))
    let after = Self.cells(source.text(in: markedEnd..<min(seen.upperBound, markedEnd + Self.sight)))

    let shownBefore = before.count + marked.count > Self.width ? before.suffix(Self.lead) : before[...]
    let shownMarked = marked.prefix(Self.width - min(Self.lead, shownBefore.count))
    let shownAfter = after.prefix(max(0, Self.width - shownBefore.count - shownMarked.count))
    let cutLeft = shownBefore.count < before.count ? "…" : ""
    let cutRight = shownMarked.count < marked.count || shownAfter.count < after.count ? "…" : ""

    let number = "\(source.location(of: range.bytes.lowerBound).line)"
    let gutter = String(repeating: " ", count: max(0, 5 - number.count)) + number + " | "
    let margin = String(repeating: " ", count: gutter.count - 2) + "| "
    let indent = Self.width(of: shownBefore) + cutLeft.count
    let carets = "^" + String(repeating: "~", count: max(0, Self.width(of: shownMarked) - 1))
    lines = [
      gutter + cutLeft + String(shownBefore) + String(shownMarked) + String(shownAfter) + cutRight,
      margin + String(repeating: " ", count: indent) + carets,
    ]
  }

  private static func cells(_ text: String) -> [Character] {
    text.map { $0.isSafeInTerminal ? $0 : $0 == "\t" ? " " : "\u{FFFD}" }
  }

  private static func width(of cells: ArraySlice<Character>) -> Int {
    cells.reduce(0) { $0 + $1.terminalWidth }
  }
}
