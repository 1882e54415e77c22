/// One way to indent in terms of another: each step becomes one of other blanks.
struct IndentStyle {
  private let from: [UInt8]
  private let to: [UInt8]

  private static let all: [IndentStyle] = {
    let units: [[UInt8]] = [[0x09]] + [2, 4, 8].map { [UInt8](repeating: 0x20, count: $0) }
    return units.flatMap { from in units.filter { $0 != from }.map { IndentStyle(from: from, to: $0) } }
  }()

  /// The lines of a file indented as those of another text, if that makes many more of them equal; else as they are.
  static func normalized(_ lines: [PatchText.Line], like old: [PatchText.Line]) -> [PatchText.Line] {
    let known = Set(old.lazy.map(\.content).filter { !$0.indent.isEmpty }.map(Content.init))
    let indented = lines.lazy.map(\.content).filter { !$0.indent.isEmpty && !$0.isBlank }
    let sample = indented.count
    let kept = indented.count { known.contains(Content(bytes: $0)) }
    // Most of a file that drifted is as it was; only one in another style has few such lines.
    guard kept * 10 < sample * 7 else { return lines }
    var best: (style: IndentStyle, count: Int)?
    for style in all {
      let count = indented.count { known.contains(Content(bytes: style.line($0))) }
      if count > max(best?.count ?? 0, kept) { best = (style, count) }
    }
    guard let best, (best.count - kept) * 10 > sample else { return lines }
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

  private struct Content: Hashable {
    let bytes: ArraySlice<UInt8>

    static func == (one: Content, other: Content) -> Bool { one.bytes.isSame(as: other.bytes) }

    func hash(into hasher: inout Hasher) {
      bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
  }
}
