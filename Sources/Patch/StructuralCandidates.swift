internal import Diff

/// The lines of a file that are most like a template which is not there.
struct StructuralCandidates {
  private(set) var best: [PatchCandidate] = []
  /// The nearest place as a `find:` that would match it.
  private(set) var correction: [UInt8]?

  private static let least = 0.35

  init(_ template: StructuralTemplate, in stream: TokenStream, _ region: Range<Int>) {
    let wanted = template.elements.compactMap { element -> [UInt8]? in
      guard case .literal(_, let key) = element.kind, !key.isEmpty else { return nil }
      return key
    }
    let lines = Self.lines(of: stream, region)
    let height = max(1, template.text.split(separator: 0x0a).count { !$0.isBlank })
    guard !wanted.isEmpty, !lines.isEmpty else { return }
    var counts: [[UInt8]: Int] = [:]
    for key in wanted { counts[key, default: 0] += 1 }
    var rough: [(start: Int, score: Double)] = []
    for start in lines.indices {
      let window = lines[start..<min(start + height, lines.count)]
      var left = counts
      var (common, size) = (0, 0)
      for token in window.joined() {
        size += 1
        guard let count = left[token], count > 0 else { continue }
        left[token] = count - 1
        common += 1
      }
      // Holes stand for tokens that nobody can count.
      let score = Double(2 * common) / Double(wanted.count + min(size, wanted.count + 4))
      if score >= Self.least { rough.append((start, score)) }
    }
    let chosen = rough.sorted { ($0.score, $1.start) > ($1.score, $0.start) }.prefix(12).map { place in
      let window = Array(lines[place.start..<min(place.start + height, lines.count)].joined())
      let order = Double(Self.longestCommon(wanted, window)) / Double(wanted.count)
      return (start: place.start, score: 0.5 * place.score + 0.5 * order)
    }
    var taken: [Int] = []
    for place in chosen.sorted(by: { ($0.score, $1.start) > ($1.score, $0.start) }) {
      guard taken.count < 3, place.score >= Self.least, !taken.contains(where: { abs($0 - place.start) < height })
      else { continue }
      taken.append(place.start)
      let first = Self.lineNumbers(of: stream, region)[place.start]
      let last = Self.lineNumbers(of: stream, region)[min(place.start + height, lines.count) - 1]
      let found = Self.text(of: stream, first...last)
      let indent = stream.indent(at: stream.lineStarts[first])
      best.append(
        PatchCandidate(
          edit: 1, line: first + 1, count: last - first + 1, header: stream.header(above: stream.lineStarts[first]),
          score: (place.score * 100).rounded() / 100,
          difference: UnifiedDiff(old: Self.indented(template.text, by: indent), new: found)))
      if correction == nil { correction = Self.correction(found) }
    }
  }

  /// The lines with tokens in a region, each as the keys of its tokens.
  private static func lines(of stream: TokenStream, _ region: Range<Int>) -> [[[UInt8]]] {
    var lines: [[[UInt8]]] = []
    var last = -1
    for index in region where !stream.tokens[index].isLayout {
      let line = stream.line(of: stream.tokens[index].range.lowerBound)
      if line != last { lines.append([]) }
      last = line
      lines[lines.count - 1].append(Array(stream.key(stream.tokens[index])))
    }
    return lines
  }

  private static func lineNumbers(of stream: TokenStream, _ region: Range<Int>) -> [Int] {
    var numbers: [Int] = []
    for index in region where !stream.tokens[index].isLayout {
      let line = stream.line(of: stream.tokens[index].range.lowerBound)
      if numbers.last != line { numbers.append(line) }
    }
    return numbers
  }

  private static func longestCommon(_ one: [[UInt8]], _ other: [[UInt8]]) -> Int {
    let (one, other) = (one.prefix(400), other.prefix(400))
    var row = [Int](repeating: 0, count: other.count + 1)
    for key in one {
      var corner = 0
      for (index, candidate) in other.enumerated() {
        let above = row[index + 1]
        row[index + 1] = key == candidate ? corner + 1 : max(above, row[index])
        corner = above
      }
    }
    return row.last ?? 0
  }

  private static func text(of stream: TokenStream, _ lines: ClosedRange<Int>) -> [UInt8] {
    let end =
      lines.upperBound + 1 < stream.lineStarts.count ? stream.lineStarts[lines.upperBound + 1] : stream.bytes.count
    let text = stream.bytes[stream.lineStarts[lines.lowerBound]..<end].filter { $0 != 0x0d }
    return text.last == 0x0a ? text : text + [0x0a]
  }

  private static func indented(_ text: [UInt8], by indent: ArraySlice<UInt8>) -> [UInt8] {
    text.split(separator: 0x0a, omittingEmptySubsequences: false)
      .flatMap { $0.isBlank ? [0x0a] : indent + $0 + [0x0a] }
  }

  /// The lines as a key of a playbook.
  private static func correction(_ found: [UInt8]) -> [UInt8] {
    let lines = found.split(separator: 0x0a).map { Array($0) }
    let common = lines.filter { !$0[...].isBlank }.map { $0.prefix { $0 == 0x20 || $0 == 0x09 }.count }.min() ?? 0
    return Array("find: |\n".utf8) + lines.flatMap { Array("  ".utf8) + $0.dropFirst(common) + [0x0a] }
  }
}
