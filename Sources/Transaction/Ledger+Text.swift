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

  /// The line is one of this run, whose name is made once for all of its lines.
  fileprivate init?(_ values: [[UInt8]], run: String) {
    guard let tree = EntryPath.Tree(rawValue: String(decoding: values[1], as: UTF8.self)) else { return nil }
    let hash = SHA256Digest(hex: values[4])
    guard hash != nil || values[4] == Array("-".utf8) else { return nil }
    var merged: SHA256Digest?
    switch (values.count > 6 ? String(decoding: values[6], as: UTF8.self) : nil, values.count) {
    case (nil, _), ("secret", 7): break
    case ("merged", 8):
      merged = SHA256Digest(hex: values[7])
      guard merged != nil else { return nil }
    default: return nil
    }
    self.init(
      path: EntryPath(tree: tree, folder: values[2], name: values[3]), hash: hash, run: run,
      holdsSecrets: values.count == 7, merged: merged)
  }
}

extension Ledger {
  /// Reads the file, leaving out a line that a power cut tore.
  ///
  /// There may be a hundred thousand of them.
  package init(text: [UInt8]) {
    let verbs = (line: Array("ledger".utf8), origin: Array("origin".utf8))
    var lines: [Line] = []
    var origins: [TreeOrigin] = []
    var run = (bytes: [UInt8](), name: "")
    for line in text.split(separator: UInt8(ascii: "\n")) {
      guard let values = ShellLine.values(of: line), values.count >= 6 else { continue }
      if values[0] == verbs.line {
        if run.bytes != values[5] { run = (values[5], String(decoding: values[5], as: UTF8.self)) }
        if let line = Line(values, run: run.name) { lines.append(line) }
      } else if values[0] == verbs.origin, let origin = TreeOrigin(values) {
        origins.append(origin)
      }
    }
    self.init(lines, origins: origins)
  }
}
