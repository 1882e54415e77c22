internal import SourceText
internal import YAML

extension Reading {
  /// A folder given from `/`.
  func absolutePath(_ node: Node, _ expected: String) -> AbsolutePath? {
    value(node, expected) { scalar throws(Malformed) in
      try PathParts.checkLength(of: scalar.text)
      guard scalar.text.utf8.first == UInt8(ascii: "/") else {
        throw Malformed("expected \(expected) from /, found '\(scalar.text.shortened)'")
      }
      guard let path = AbsolutePath(scalar.text) else {
        throw Malformed("'\(scalar.text.shortened)' leads above /", fragment: "..")
      }
      return path
    }
  }

  /// A path on the host: absolute, or below the root.
  func hostPath(_ node: Node, _ expected: String, below root: AbsolutePath) -> AbsolutePath? {
    value(node, expected) { scalar throws(Malformed) in try Self.hostPath(scalar.text, below: root) }
  }

  static func hostPath(_ text: String, below root: AbsolutePath) throws(Malformed) -> AbsolutePath {
    try PathParts.checkLength(of: text)
    if text.utf8.first == UInt8(ascii: "/") {
      guard let path = AbsolutePath(text) else { throw Malformed("'\(text.shortened)' leads above /", fragment: "..") }
      return path
    }
    guard let parts = PathParts(text) else {
      throw Malformed(
        "'\(text.shortened)' leaves the root", hint: "write a path from / for a file outside of it", fragment: "..")
    }
    return parts.list.isEmpty ? root : root.appending(parts.joined) ?? root
  }

  /// A path in the folder that files are copied from, without `.` and `..`.
  func sourcePath(_ node: Node) -> String? {
    guard let source = source(node) else { return nil }
    guard !source.namesFolder else {
      findings.add(
        "'\(source.text.shortened)' is a folder, where a file is needed", at: node.range, hint: "name the file")
      return nil
    }
    return source.path
  }

  /// The same for a file or a folder.
  func source(_ node: Node) -> NamedSource? {
    value(node, "the path of a file") { scalar throws(Malformed) in
      let text = scalar.text
      try PathParts.checkLength(of: text)
      guard text.utf8.first != UInt8(ascii: "/") else {
        throw Malformed(
          "'\(text.shortened)' is not in the source folder", hint: "paths of sources are relative to that folder")
      }
      guard let parts = PathParts(text) else {
        throw Malformed(
          "'\(text.shortened)' leaves the source folder", hint: "put the file into that folder, or move the playbook",
          fragment: "..")
      }
      return NamedSource(text: text, path: parts.joined, namesFolder: PathParts.namesFolder(text))
    }
  }
}

/// A path of the source folder as a playbook names it.
struct NamedSource {
  let text: String
  /// Empty for the source folder itself.
  let path: String
  /// The text can only name a folder.
  let namesFolder: Bool
}
