internal import Crypto
package import Plan

/// The codec of `deployed/ledger`: `ledger TREE FOLDER NAME SHA256|- RUN`, a line for every path of every commit, with `secret` at
/// its end where secrets are in the content.
extension Ledger.Line {
  package var line: ShellLine {
    ShellLine(
      [
        "ledger", ShellWord(path.tree.rawValue), ShellWord(path.folder), ShellWord(path.name),
        ShellWord(hash?.description ?? "-"), ShellWord(run),
      ] + (holdsSecrets ? ["secret"] : []))
  }

  init?(_ line: some Sequence<UInt8>) {
    guard let values = ShellLine.values(of: line), (6...7).contains(values.count) else { return nil }
    let words = values.map { String(decoding: $0, as: UTF8.self) }
    guard words.count == 6 || words[6] == "secret" else { return nil }
    guard words[0] == "ledger", let tree = EntryPath.Tree(rawValue: words[1]) else { return nil }
    let hash = SHA256Digest(hex: words[4])
    guard hash != nil || words[4] == "-" else { return nil }
    self.init(
      path: EntryPath(tree: tree, folder: values[2], name: values[3]), hash: hash, run: words[5],
      holdsSecrets: words.count == 7)
  }
}

extension Ledger {
  /// Reads the file, leaving out a line that a power cut tore.
  package init(text: [UInt8]) {
    self.init(text.split(separator: UInt8(ascii: "\n")).compactMap { Line($0) })
  }
}
