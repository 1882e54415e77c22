/// A path from `/`, without `.`, `..` and doubled slashes.
package struct AbsolutePath: Sendable {
  /// Paths are bytes: two spellings of `é` that look the same are two files.
  package let bytes: [UInt8]

  /// Nil unless the text begins with `/`, holds no NUL and stays below `/`.
  package init?(_ text: String) {
    guard text.utf8.first == UInt8(ascii: "/"), let parts = PathParts(text) else { return nil }
    self.init(parts)
  }

  private init(_ parts: PathParts) {
    bytes = Array("/\(parts.joined)".utf8)
  }

  private init(normalised bytes: [UInt8]) {
    self.bytes = bytes
  }

  package static let root = AbsolutePath(PathParts([]))

  /// The folder that holds this path; `/` for itself.
  package var parent: AbsolutePath {
    let slash = bytes.lastIndex(of: UInt8(ascii: "/")) ?? 0
    return AbsolutePath(normalised: slash == 0 ? [UInt8(ascii: "/")] : Array(bytes[..<slash]))
  }

  /// The last component; empty for `/`.
  package var name: String { parts.list.last ?? "" }

  /// The path of something below this one; nil if it is absolute, empty or would leave it.
  package func appending(_ relative: String) -> AbsolutePath? {
    guard relative.utf8.first != UInt8(ascii: "/"), let below = PathParts(relative), !below.list.isEmpty else {
      return nil
    }
    return AbsolutePath(PathParts(parts.list + below.list))
  }

  /// The same for a path that is known to have neither `.` nor `..` nor empty parts.
  package func joining(_ relative: String) -> AbsolutePath {
    AbsolutePath(normalised: (self == .root ? [] : bytes) + [UInt8(ascii: "/")] + relative.utf8)
  }

  /// The path as seen from a folder: `.` for the folder itself, nil outside of it.
  package func relative(to folder: AbsolutePath) -> String? {
    if self == folder { return "." }
    guard isInside(folder) else { return nil }
    return PathParts(Array(parts.list.dropFirst(folder.parts.list.count))).joined
  }

  /// True for everything below a folder, and not for the folder itself.
  package func isInside(_ folder: AbsolutePath) -> Bool {
    let length = folder == .root ? 0 : folder.bytes.count
    return bytes.count > length + 1 && bytes[length] == UInt8(ascii: "/") && bytes.starts(with: folder.bytes)
  }

  private var parts: PathParts {
    PathParts(bytes.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) })
  }
}

/// There may be a hundred thousand in a table, and a list of bytes is hashed byte by byte.
extension AbsolutePath: Hashable {
  package func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }
}

extension AbsolutePath: Comparable {
  package static func < (left: AbsolutePath, right: AbsolutePath) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}

extension AbsolutePath: CustomStringConvertible {
  package var description: String { String(decoding: bytes, as: UTF8.self) }
}
