package import SourceText

/// A folder of the source folder, and the folder of the host that gets what it holds.
package struct CopyTree: Sendable {
  /// Relative to the source folder; empty for that folder itself.
  package let from: String
  package let to: AbsolutePath
  package let range: SourceRange
  package let content: SourceTree
  package let exclusions: Exclusions

  /// Where what stands at a path of the folder goes.
  package func destination(_ path: String) -> AbsolutePath { to.joining(path) }

  /// What stands at a path of the folder, as a source.
  package func source(_ path: String) -> String { from.isEmpty ? path : "\(from)/\(path)" }

  /// Its files, each with the place that names the folder.
  package var files: [CopyItem] {
    content.members.compactMap { $0.kind == .file ? file($0.path) : nil }
  }

  /// The file at a path of the folder.
  package func file(_ path: String) -> CopyItem {
    CopyItem(from: source(path), to: destination(path), range: range)
  }

  /// The folders of the host, with the one that gets the content; each before what it holds.
  package var folders: [AbsolutePath] {
    [to] + content.members.filter { $0.kind == .folder }.map { destination($0.path) }
  }

  /// The symbolic links of the host, with what they hold.
  package var links: [(path: AbsolutePath, target: String)] {
    content.members.compactMap { member in
      guard case .link(let target) = member.kind else { return nil }
      return (destination(member.path), target)
    }
  }
}
