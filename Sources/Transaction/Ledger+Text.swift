internal import Crypto
package import Plan

/// The codec of `deployed/ledger`: `ledger TREE FOLDER NAME SHA256|- RUN`, a line for every path of every commit, with `secret` at
/// its end where secrets are in the content, or `merged SHA256` where edits of the server were merged with that source.
extension Ledger.Line {
  package var line: ShellLine {
    ShellLine(
      [
        "ledger", ShellWord(path.tree.rawValue), ShellWord(path.folder), ShellWord(path.name),
        ShellWord(hash?.description ?? "-"), ShellWord(run),
      ] + (holdsSecrets ? ["secret"] : []) + (merged.map { ["merged", ShellWord($0.description)] } ?? []))
  }

  init?(_ line: some Sequence<UInt8>) {
    guard let values = ShellLine.values(of: line), values.count >= 6 else { return nil }
    let words = values.map { String(decoding: $0, as: UTF8.self) }
    var merged: SHA256Digest?
    switch (words.dropFirst(6).first, words.count) {
    case (nil, _), ("secret", 7): break
    case ("merged", 8):
      merged = SHA256Digest(hex: words[7])
      guard merged != nil else { return nil }
    default: return nil
    }
    guard words[0] == "ledger", let tree = EntryPath.Tree(rawValue: words[1]) else { return nil }
    let hash = SHA256Digest(hex: words[4])
    guard hash != nil || words[4] == "-" else { return nil }
    self.init(
      path: EntryPath(tree: tree, folder: values[2], name: values[3]), hash: hash, run: words[5],
      holdsSecrets: words.count == 7, merged: merged)
  }
}

extension Ledger {
  /// Reads the file, leaving out a line that a power cut tore.
  package init(text: [UInt8]) {
    let lines = text.split(separator: UInt8(ascii: "\n"))
    self.init(lines.compactMap { Line($0) }, origins: lines.compactMap { TreeOrigin($0) })
  }
}
