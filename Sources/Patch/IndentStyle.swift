/// One way to indent in terms of another: each step becomes one of other blanks.
struct IndentStyle {
  private let from: [UInt8]
  private let to: [UInt8]

  private static let all: [IndentStyle] = {
    let units: [[UInt8]] = [[0x09]] + [2, 4, 8].map { [UInt8](repeating: 0x20, count: $0) }
    return units.flatMap { from in units.filter { $0 != from }.map { IndentStyle(from: from, to: $0) } }
  }()

  /// The lines of a file indented as those of another text, if that makes many more of them equal; nil if they stay as
  /// they are.
  static func normalized(
    _ lines: [PatchText.Line], _ numbers: [Int], like old: [PatchText.Line], _ oldNumbers: [Int], _ table: LineTable
  ) -> [PatchText.Line]? {
    var known = [Bool](repeating: false, count: table.count)
    for (line, number) in zip(old, oldNumbers) where !line.content.indent.isEmpty { known[number] = true }
    var (sample, kept) = (0, 0)
    for (line, number) in zip(lines, numbers) where !line.content.indent.isEmpty && !line.content.isBlank {
      sample += 1
      if known[number] { kept += 1 }
    }
    // Most of a file that drifted is as it was; only one in another style has few such lines.
    guard kept * 10 < sample * 7 else { return nil }
    var best: (style: IndentStyle, count: Int)?
    for style in all {
      let count = lines.lazy.map(\.content).count { content in
        guard !content.indent.isEmpty, !content.isBlank else { return false }
        return table.knownRaw(style.line(content)).map { known[$0] } ?? false
      }
      if count > max(best?.count ?? 0, kept) { best = (style, count) }
    }
    guard let best, (best.count - kept) * 10 > sample else { return nil }
    return lines.map { PatchText.Line(best.style.line($0.content), $0.ending) }
  }

  private func line(_ content: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = content.indent
    guard !rest.isEmpty else { return content }
    var bytes: [UInt8] = []
    while rest.starts(with: from) {
      bytes += to
      rest = rest.dropFirst(from.count)
    }
    return (bytes + content[rest.startIndex...])[...]
  }
}
