/// A text as its lines, from which the same bytes come back.
///
/// Whatever is no UTF-8 is taken as it is, byte by byte: patterns and patches are compared as bytes, so Latin-1 survives.
package struct PatchText: Sendable, Equatable {
  /// The byte order mark of UTF-8 at the start.
  package let hasMark: Bool
  package let isUTF8: Bool
  package var lines: [Line]

  /// One line and how it ends.
  package struct Line: Sendable, Hashable {
    /// The bytes before the ending.
    package var content: ArraySlice<UInt8>
    package var ending: Ending

    package init(_ content: ArraySlice<UInt8>, _ ending: Ending) {
      self.content = content
      self.ending = ending
    }

    package static func == (one: Line, other: Line) -> Bool {
      one.ending == other.ending && one.content.isSame(as: other.content)
    }

    package func hash(into hasher: inout Hasher) {
      content.withUnsafeBytes { hasher.combine(bytes: $0) }
      hasher.combine(ending)
    }
  }

  package enum Ending: Sendable, Hashable {
    /// Only the last line of a text may have none.
    case none
    case lf
    case crlf

    package var bytes: [UInt8] {
      switch self {
      case .none: []
      case .lf: [0x0a]
      case .crlf: [0x0d, 0x0a]
      }
    }
  }

  /// Why bytes are not a text that can be patched.
  package enum Unsafe: Error, Sendable, Equatable {
    case binary
    case utf16
    case utf32

    package var reason: String {
      switch self {
      case .binary: "it is binary: it holds a zero byte"
      case .utf16: "it is UTF-16: convert it to UTF-8, or copy the whole file"
      case .utf32: "it is UTF-32: convert it to UTF-8, or copy the whole file"
      }
    }
  }

  package init(_ bytes: [UInt8]) throws(Unsafe) {
    // The mark of UTF-32 begins with that of UTF-16.
    if bytes.starts(with: [0xff, 0xfe, 0, 0]) || bytes.starts(with: [0, 0, 0xfe, 0xff]) { throw .utf32 }
    if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) { throw .utf16 }
    if bytes.contains(0) { throw .binary }
    hasMark = bytes.starts(with: Self.mark)
    isUTF8 = bytes.isValidUTF8
    lines = Self.lines(of: bytes[(hasMark ? Self.mark.count : 0)...])
  }

  /// The whole text.
  package var bytes: [UInt8] {
    var bytes = hasMark ? Self.mark : []
    bytes.reserveCapacity(lines.reduce(3) { $0 + $1.content.count + 2 })
    for line in lines {
      bytes += line.content
      bytes += line.ending.bytes
    }
    return bytes
  }

  /// The ending of most lines, which a new line gets; that of the first line where both are equally many.
  package var dominantEnding: Ending {
    let (lf, crlf) = (lines.count { $0.ending == .lf }, lines.count { $0.ending == .crlf })
    guard lf != crlf else { return lines.first { $0.ending != .none }?.ending ?? .lf }
    return crlf > lf ? .crlf : .lf
  }

  /// Cuts after each newline; a carriage return alone is part of its line.
  package static func lines(of bytes: ArraySlice<UInt8>) -> [Line] {
    var lines: [Line] = []
    bytes.withUnsafeBufferPointer { buffer in
      var start = 0
      for index in buffer.indices where buffer[index] == 0x0a {
        let isCRLF = index > start && buffer[index - 1] == 0x0d
        let end = isCRLF ? index - 1 : index
        lines.append(Line(bytes[bytes.startIndex + start..<bytes.startIndex + end], isCRLF ? .crlf : .lf))
        start = index + 1
      }
      if start < buffer.count { lines.append(Line(bytes[(bytes.startIndex + start)...], .none)) }
    }
    return lines
  }

  private static let mark: [UInt8] = [0xef, 0xbb, 0xbf]
}
