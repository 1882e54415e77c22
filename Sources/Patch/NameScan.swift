/// The names that a line of code uses, without those in comments and strings.
struct NameScan {
  private(set) var names: [Slice] = []
  /// Names of functions with the first word or sign of what they are called with.
  private(set) var calls: [(name: Slice, argument: Slice)] = []
  /// The first two parts of paths inside strings: `github.com/moby`.
  private(set) var paths: [Slice] = []
  /// Names of modules in front of a dot: `fmt.Println`.
  private(set) var modules: [Slice] = []
  /// The last part of the path, if the line is no more than the path of a module, as in an import of Go.
  private(set) var imported: Slice?

  typealias Slice = ArraySlice<UInt8>

  init(_ line: Slice) {
    let line = line.trimmed
    guard !Self.isComment(line) else { return }
    var index = line.startIndex
    while index < line.endIndex {
      let byte = line[index]
      if Self.isQuote(byte) {
        let end = Self.end(ofString: line, from: index)
        readPath(line[index..<end])
        if end == line.endIndex, let imported { self.imported = names.count <= 1 ? imported : nil }
        index = end
      } else if LineKey.isWord(byte) {
        let end = line[index...].firstIndex { !LineKey.isWord($0) } ?? line.endIndex
        readName(line[index..<end], rest: line[end...])
        index = end
      } else {
        index += 1
      }
    }
    if line.last.map(Self.isQuote) != true { imported = nil }
  }

  private mutating func readName(_ name: Slice, rest: Slice) {
    guard let first = name.first, !Self.isDigit(first) else { return }
    names.append(name)
    let rest = rest.drop(while: Slice.isBlank)
    if rest.first == UInt8(ascii: "."), let next = rest.dropFirst().first, LineKey.isWord(next) { modules.append(name) }
    guard rest.first == UInt8(ascii: "(") else { return }
    let argument = rest.dropFirst().drop(while: Slice.isBlank)
    guard let byte = argument.first else { return }
    calls.append((name, LineKey.isWord(byte) ? argument.prefix(while: LineKey.isWord) : argument.prefix(1)))
  }

  private mutating func readPath(_ string: Slice) {
    for run in string.split(whereSeparator: { !Self.isPathByte($0) }) {
      let parts = run.split(separator: UInt8(ascii: "/"), maxSplits: 2, omittingEmptySubsequences: false)
      if parts.count > 1, !parts[0].isEmpty, !parts[1].isEmpty {
        paths.append(run[parts[0].startIndex..<parts[1].endIndex])
      }
    }
    let bare = string.dropFirst().dropLast()
    guard !bare.isEmpty, bare.allSatisfy(Self.isPathByte) else { return }
    imported = bare.split(separator: UInt8(ascii: "/")).last
  }

  /// Whether a name is long and composed, so that it belongs to this code and is no word of the language.
  static func isDistinct(_ name: Slice) -> Bool {
    guard name.count >= 6 else { return false }
    if name.contains(UInt8(ascii: "_")) { return true }
    return zip(name, name.dropFirst()).contains { isLower($0) && isUpper($1) }
  }

  private static func isComment(_ line: Slice) -> Bool {
    if line.starts(with: "#include") { return false }
    return line.starts(with: "#") || line.starts(with: "//") || line.starts(with: "*") || line.starts(with: "/*")
  }

  private static func end(ofString line: Slice, from start: Int) -> Int {
    var index = start + 1
    while index < line.endIndex, line[index] != line[start] {
      index += line[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    // A quote that is not closed is an apostrophe.
    return index < line.endIndex ? index + 1 : start + 1
  }

  private static func isPathByte(_ byte: UInt8) -> Bool {
    LineKey.isWord(byte) && byte < 0x80 || "@.-/".utf8.contains(byte)
  }

  private static func isQuote(_ byte: UInt8) -> Bool { "\"'`".utf8.contains(byte) }
  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
  private static func isLower(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
  private static func isUpper(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
}
