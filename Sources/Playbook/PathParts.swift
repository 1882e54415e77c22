/// The components of a path after `.`, `..` and doubled slashes are worked out.
struct PathParts {
  let list: [String]

  init(_ list: [String]) {
    self.list = list
  }

  /// Nil if the text holds a NUL, or if `..` leads above where it starts.
  init?(_ text: String) {
    guard !text.utf8.contains(0) else { return nil }
    var list: [String] = []
    for part in text.utf8.split(separator: UInt8(ascii: "/")) {
      switch String(decoding: part, as: UTF8.self) {
      case ".": continue
      case "..":
        guard list.popLast() != nil else { return nil }
      case let name: list.append(name)
      }
    }
    self.list = list
  }

  /// Refuses paths that no system takes, and that would make the checks on their folders slow.
  static func checkLength(of text: String) throws(Malformed) {
    guard text.utf8.count <= 4095 else { throw Malformed("this path is longer than 4095 bytes") }
  }

  var joined: String { list.joined(separator: "/") }

  /// True if the text can only name a folder.
  static func namesFolder(_ text: String) -> Bool {
    let last = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).last.map(Array.init)
    return last == [] || last == Array(".".utf8) || last == Array("..".utf8)
  }
}
