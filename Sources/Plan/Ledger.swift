package import Crypto

/// What was last deployed where: the base against which drift is seen.
package struct Ledger: Sendable {
  package struct Line: Sendable, Hashable {
    package let path: EntryPath
    /// Nil when the run removed the path.
    package let hash: SHA256Digest?
    package let run: String
    /// The content is nobody's business, so nothing keeps it beside the file.
    package let holdsSecrets: Bool

    package init(path: EntryPath, hash: SHA256Digest?, run: String, holdsSecrets: Bool = false) {
      self.path = path
      self.hash = hash
      self.run = run
      self.holdsSecrets = holdsSecrets
    }
  }

  private var lines: [EntryPath: Line] = [:]

  /// The last line of a path counts.
  package init(_ lines: [Line] = []) {
    for line in lines { self.lines[line.path] = line }
  }

  /// Every path with its last line, in the order of the paths.
  package var all: [Line] { lines.values.sorted { $0.path < $1.path } }

  package subscript(path: EntryPath) -> Line? { lines[path] }
}
