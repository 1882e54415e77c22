/// What of a repository a run deployed: the file `revision` in a backup set, with the lines `COMMIT` or `COMMIT changed`,
/// `name NAME` and `author AUTHOR`.
package struct Revision: Sendable, Hashable {
  package let commit: String
  /// True where the playbook or one of its sources was not as that commit has it.
  package let isChanged: Bool

  /// The branch that was checked out, or the revision that somebody named.
  package let name: String?
  /// Who wrote the commit.
  package let author: String?

  package init(commit: String, isChanged: Bool, name: String? = nil, author: String? = nil) {
    self.commit = commit
    self.isChanged = isChanged
    self.name = name
    self.author = author
  }

  /// The file's bytes.
  package var text: [UInt8] {
    let more = [name.map { "name \($0)" }, author.map { "author \($0)" }].compactMap { $0 }
    let lines = [commit + (isChanged ? " changed" : "")] + more.map { $0.split(separator: "\n").joined(separator: " ") }
    return lines.flatMap { Array("\($0)\n".utf8) }
  }

  /// Reads the file; nil for one that another version wrote.
  package init?(_ text: [UInt8]) {
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    let words = (lines.first ?? "").split { $0.isWhitespace }.map(String.init)
    guard let commit = words.first, commit.utf8.count == 40, commit.allSatisfy(\.isHexDigit),
      words.dropFirst().allSatisfy({ $0 == "changed" })
    else { return nil }
    func value(_ key: String) -> String? {
      lines.dropFirst().first { $0.hasPrefix("\(key) ") }.map { String($0.dropFirst(key.utf8.count + 1)) }
    }
    self.init(commit: commit, isChanged: words.count > 1, name: value("name"), author: value("author"))
  }
}
