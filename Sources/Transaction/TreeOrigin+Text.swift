package import Plan

/// The codec of the other lines of `deployed/ledger`: `origin TREE FOLDER NAME COMMIT|- RUN FROM [EXCLUDED…]`, a line for
/// every folder that a committed run copied.
extension TreeOrigin {
  package var line: ShellLine {
    ShellLine(
      [
        "origin", ShellWord(path.tree.rawValue), ShellWord(path.folder), ShellWord(path.name), ShellWord(commit ?? "-"),
        ShellWord(run), ShellWord(from),
      ] + exclusions.map { ShellWord($0) })
  }

  init?(_ values: [[UInt8]]) {
    guard values.count >= 7 else { return nil }
    let words = values.map { String(decoding: $0, as: UTF8.self) }
    let isCommit = words[4].utf8.count == 40 && words[4].allSatisfy(\.isHexDigit)
    guard words[0] == "origin", let tree = EntryPath.Tree(rawValue: words[1]), isCommit || words[4] == "-" else {
      return nil
    }
    self.init(
      path: EntryPath(tree: tree, folder: values[2], name: values[3]), commit: isCommit ? words[4] : nil,
      run: words[5], from: words[6], exclusions: Array(words.dropFirst(7)))
  }
}
