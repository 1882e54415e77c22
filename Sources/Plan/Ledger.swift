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
    /// Where edits of the server were merged with a source: the hash of that source, which is then kept beside the file.
    package let merged: SHA256Digest?

    /// What is kept of it as the base of a later merge.
    package var kept: SHA256Digest? { merged ?? hash }

    package init(
      path: EntryPath, hash: SHA256Digest?, run: String, holdsSecrets: Bool = false, merged: SHA256Digest? = nil
    ) {
      self.merged = merged
      self.path = path
      self.hash = hash
      self.run = run
      self.holdsSecrets = holdsSecrets
    }
  }

  private var lines: [EntryPath: Line] = [:]
  /// What folders were copied from, the last at the end.
  package let origins: [TreeOrigin]
  /// The contents that were ever made by a merge.
  private var mixtures: [EntryPath: Set<SHA256Digest>] = [:]

  /// The last line of a path counts.
  package init(_ lines: [Line] = [], origins: [TreeOrigin] = []) {
    self.origins = origins
    self.lines.reserveCapacity(lines.count)
    for line in lines {
      self.lines[line.path] = line
      if line.merged != nil, let hash = line.hash { mixtures[line.path, default: []].insert(hash) }
    }
  }

  /// True for a content that holds edits of the server, such as one that a rollback brought back.
  package func isMixture(_ hash: SHA256Digest, at path: EntryPath) -> Bool { mixtures[path]?.contains(hash) ?? false }

  /// Every path with its last line, in the order of the paths.
  package var all: [Line] { lines.values.sorted { $0.path < $1.path } }

  package subscript(path: EntryPath) -> Line? { lines[path] }
}
