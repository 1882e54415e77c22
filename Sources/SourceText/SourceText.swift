/// A named text whose byte offsets can be shown as lines and columns.
package final class SourceText: Sendable {
  /// The name as the user typed it.
  package let name: String
  package let bytes: [UInt8]
  /// The offset of each line's first byte, a byte order mark not counted.
  private let lineStarts: [Int]

  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    var starts = [bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0]
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(offset + 1)
    }
    lineStarts = starts
  }

  package convenience init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  package static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The text of a range, with replacement characters where the bytes are not UTF-8.
  package func text(in range: Range<Int>) -> String {
    String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
  }

  package func location(of offset: Int) -> SourceLocation {
    let line = lineNumber(of: offset)
    let start = lineStarts[line - 1]
    let before = start..<max(start, min(offset, lineEnd(line)))
    // Counting characters is slow, and generated files may be one long line.
    let isASCII = bytes[before].allSatisfy { $0 < 0x80 }
    let column = (isASCII ? before.count : text(in: before).count) + 1
    return SourceLocation(file: name, line: line, column: column)
  }

  /// The byte range of the line that holds an offset, its line break left out.
  package func line(at offset: Int) -> Range<Int> {
    let line = lineNumber(of: offset)
    return lineStarts[line - 1]..<lineEnd(line)
  }

  private func lineEnd(_ line: Int) -> Int {
    let start = lineStarts[line - 1]
    var end = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return max(start, end)
  }

  private func lineNumber(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }
}

extension SourceText: Hashable {
  package static func == (left: SourceText, right: SourceText) -> Bool {
    left === right || (left.name == right.name && left.bytes == right.bytes)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(bytes.count)
  }
}
