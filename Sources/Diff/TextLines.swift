/// A text cut after each newline; the last line may lack one.
struct TextLines {
  private let slices: [ArraySlice<UInt8>]

  init(_ bytes: [UInt8]) {
    var slices: [ArraySlice<UInt8>] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.count
      slices.append(bytes[start..<end])
      start = end
    }
    self.slices = slices
  }

  var count: Int { slices.count }

  /// The line as a hunk holds it.
  func line(_ index: Int, _ kind: UnifiedDiff.Line.Kind) -> UnifiedDiff.Line {
    let hasNewline = slices[index].last == UInt8(ascii: "\n")
    return UnifiedDiff.Line(
      kind: kind, bytes: Array(hasNewline ? slices[index].dropLast() : slices[index]), hasNewline: hasNewline)
  }

  /// Both texts as numbers, equal for equal lines, which are cheap to compare.
  static func numbered(_ old: TextLines, _ new: TextLines) -> (old: [Int], new: [Int]) {
    var numbers: [LineContent: Int] = [:]
    func number(_ slice: ArraySlice<UInt8>) -> Int {
      let content = LineContent(bytes: slice)
      if let known = numbers[content] { return known }
      numbers[content] = numbers.count
      return numbers.count - 1
    }
    return (old.slices.map(number), new.slices.map(number))
  }
}

/// A line as a dictionary key, hashed as a block: an array slice feeds its bytes to the hasher one at a time.
private struct LineContent: Hashable {
  let bytes: ArraySlice<UInt8>

  func hash(into hasher: inout Hasher) {
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}
