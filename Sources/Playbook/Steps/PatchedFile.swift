package import Patch

/// What a diff says about one file, and which file of the host that is.
package struct PatchedFile: Sendable {
  package let patch: FilePatch
  /// Nil for a file that the diff makes.
  package let old: AbsolutePath?
  /// Nil for a file that the diff removes.
  package let new: AbsolutePath?

  package var files: [AbsolutePath] { old == new ? [old].compactMap { $0 } : [old, new].compactMap { $0 } }
}

extension PatchDiff {
  /// The files of the diff, which lies in the source folder or in the playbook itself.
  package func files(_ source: (String) -> [UInt8]?) throws(DiffProblem) -> [PatchedFile] {
    let bytes: [UInt8]
    switch self.source {
    case .text(let text): bytes = Array(text.utf8)
    case .file(let path):
      guard let content = source(path) else { throw DiffProblem(line: 1, "\(path) was not read") }
      bytes = content
    }
    let patches = try DiffParser.read(bytes)
    let marked = patches.allSatisfy {
      $0.oldPath.map { Self.isMarked($0, "a/") } ?? true && $0.newPath.map { Self.isMarked($0, "b/") } ?? true
    }
    let strip = self.strip ?? (marked ? 1 : 0)
    return try patches.map { patch throws(DiffProblem) in
      guard !patch.isBinary else {
        throw DiffProblem(line: patch.line, "a binary file cannot be patched", hint: "copy it")
      }
      guard !patch.isNoFile else {
        throw DiffProblem(
          line: patch.line, "a link or a submodule cannot be patched", hint: "leave it out of the diff")
      }
      return PatchedFile(
        patch: patch, old: try place(patch.oldPath, strip, patch.line), new: try place(patch.newPath, strip, patch.line)
      )
    }
  }

  /// Where a name of the diff lies on the host; it may not lead out of the root.
  private func place(_ name: [UInt8]?, _ strip: Int, _ line: Int) throws(DiffProblem) -> AbsolutePath? {
    guard let name else { return nil }
    let shown = String(decoding: name, as: UTF8.self)
    let parts = name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard parts.count > strip else {
      throw DiffProblem(line: line, "'\(shown)' has no \(strip) folders to take off", hint: "give a smaller 'strip'")
    }
    let rest = Array(parts.dropFirst(strip).joined(separator: [UInt8(ascii: "/")]))
    guard let text = String(validating: rest, as: UTF8.self), let inside = PathParts(text), !inside.list.isEmpty,
      rest.first != UInt8(ascii: "/"), let path = root.appending(inside.joined)
    else { throw DiffProblem(line: line, "'\(shown)' names no file below the root") }
    return path
  }

  private static func isMarked(_ name: [UInt8], _ mark: String) -> Bool { name.starts(with: Array(mark.utf8)) }
}
