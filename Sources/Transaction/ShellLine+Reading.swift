extension ShellLine {
  /// The values of a line that `ShellWord` wrote; nil for anything that only a shell could read.
  package static func values(of line: some Sequence<UInt8>) -> [[UInt8]]? {
    var reader = Reader(rest: Array(line)[...])
    return reader.values()
  }

  /// The same for a part of a text, of which there may be very many.
  package static func values(of line: ArraySlice<UInt8>) -> [[UInt8]]? {
    var reader = Reader(rest: line)
    return reader.values()
  }

  private struct Reader {
    var rest: ArraySlice<UInt8>

    mutating func values() -> [[UInt8]]? {
      var values: [[UInt8]] = []
      while true {
        rest = rest.drop { $0 == UInt8(ascii: " ") }
        guard !rest.isEmpty else { return values }
        guard let value = value() else { return nil }
        values.append(value)
      }
    }

    private mutating func value() -> [UInt8]? {
      var value: [UInt8] = []
      while let byte = rest.first, byte != UInt8(ascii: " ") {
        let plain = rest.prefix(while: ShellWord.isPlain)
        if !plain.isEmpty {
          value += plain
          rest = rest[plain.endIndex...]
        } else if byte == ShellWord.quote {
          guard let end = rest.dropFirst().firstIndex(of: ShellWord.quote) else { return nil }
          value += rest[(rest.startIndex + 1)..<end]
          rest = rest[(end + 1)...]
        } else if rest.starts(with: #""$N""#.utf8) {
          value.append(UInt8(ascii: "\n"))
          rest = rest.dropFirst(4)
        } else if rest.starts(with: #"\'"#.utf8) {
          value.append(ShellWord.quote)
          rest = rest.dropFirst(2)
        } else {
          return nil
        }
      }
      return value
    }
  }
}
