/// What of a repository a run deployed: the file `revision` in a backup set, `COMMIT` or `COMMIT changed`.
package struct Revision: Sendable, Hashable {
  package let commit: String
  /// True where the playbook or one of its sources was not as that commit has it.
  package let isChanged: Bool

  package init(commit: String, isChanged: Bool) {
    self.commit = commit
    self.isChanged = isChanged
  }

  /// The file's bytes.
  package var text: [UInt8] { Array((commit + (isChanged ? " changed" : "") + "\n").utf8) }

  /// Reads the file; nil for one that another version wrote.
  package init?(_ text: [UInt8]) {
    let words = String(decoding: text, as: UTF8.self).split { $0.isWhitespace }.map(String.init)
    guard let commit = words.first, commit.utf8.count == 40, commit.allSatisfy(\.isHexDigit),
      words.dropFirst().allSatisfy({ $0 == "changed" })
    else { return nil }
    self.init(commit: commit, isChanged: words.count > 1)
  }
}
