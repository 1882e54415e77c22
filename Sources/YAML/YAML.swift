package import SourceText

/// Reads the part of YAML that playbooks use: maps, lists and scalars, each with its place in the text.
package enum YAML {
  /// Larger files are refused, so that none can exhaust the memory.
  package static let largestFile = 1_048_576
  /// Deeper nesting is refused, so that no file can exhaust the stack.
  static let deepestNesting = 64

  /// The tree of a file that holds exactly one document.
  package static func parse(_ source: SourceText) throws(Problems) -> Node {
    if let problem = problem(inBytesOf: source) { throw Problems([problem]) }
    let tree = Tree(of: source)
    let root = tree.read()
    guard tree.problems.isEmpty else { throw Problems(tree.problems) }
    guard let root else {
      throw Problems([Problem("the file is empty", at: SourceRange(source, 0..<0), hint: "it should hold a map")])
    }
    return root
  }

  /// What libyaml would refuse in words that help nobody, or would accept although we do not.
  package static func problem(inBytesOf source: SourceText) -> Problem? {
    guard source.bytes.count <= largestFile else {
      return Problem(
        "the file is larger than 1 MiB", at: SourceRange(source, 0..<0),
        hint: "is it the right one? What is to be copied stands in files of its own")
    }
    if let offset = source.bytes.firstIndex(of: 0) {
      let isUTF16 = source.bytes.starts(with: [0xFF, 0xFE]) || source.bytes.starts(with: [0xFE, 0xFF])
      return isUTF16
        ? Problem("the file is UTF-16, not UTF-8", at: SourceRange(source, 0..<0), hint: "save it as UTF-8")
        : Problem(
          "a NUL byte is not allowed here", at: SourceRange(source, offset..<offset + 1),
          hint: "take it out; if the file is full of them, it is no text")
    }
    var decoder = UTF8()
    var bytes = source.bytes.makeIterator()
    var offset = 0
    while true {
      switch decoder.decode(&bytes) {
      case .scalarValue(let scalar): offset += UTF8.width(scalar)
      case .emptyInput: return nil
      case .error:
        return Problem(
          "this byte is not UTF-8", at: SourceRange(source, offset..<offset + 1), hint: "save the file as UTF-8")
      }
    }
  }
}
