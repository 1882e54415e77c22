package import Plan

/// What a backup set holds: every path with its state before and after the run.
///
/// The file is shell text, since `sh restore` reads it by sourcing it; this is the strict reader and writer.
package struct Manifest: Sendable {
  package struct Entry: Sendable, Hashable {
    package let path: EntryPath
    package let old: FileState
    package let new: FileState

    package init(path: EntryPath, old: FileState, new: FileState) {
      self.path = path
      self.old = old
      self.new = new
    }
  }

  package let run: RunID
  package let root: [UInt8]
  /// Who ran it and from where, in one word.
  package let by: String
  /// The runs that this one undoes.
  package let undoes: [RunID]
  /// Sorted by path; numbered from one in this order.
  package let entries: [Entry]

  package init(run: RunID, root: [UInt8], by: String, undoes: [RunID], entries: [Entry]) {
    self.run = run
    self.root = root
    self.by = by
    self.undoes = undoes
    self.entries = entries
  }

  /// The file's bytes; the last line says how many entries there are, so that a cut is seen.
  package var text: [UInt8] {
    var text: [UInt8] = []
    text.add("manifest", ShellWord(1))
    text.add("run", ShellWord(run.name), ShellWord(root))
    text.add("by", ShellWord(by))
    if !undoes.isEmpty { text.add(ShellLine([ShellWord("undoes")] + undoes.map { ShellWord($0.name) })) }
    for (index, entry) in entries.enumerated() {
      let path = entry.path
      text.add(
        "entry", ShellWord(index + 1), ShellWord(path.tree.rawValue), ShellWord(path.folder), ShellWord(path.name),
        ShellWord(entry.old.text), ShellWord(entry.new.text))
    }
    text.add("complete", ShellWord(entries.count))
    return text
  }

  /// Reads the file; nil if it was cut short, damaged, or written by a later version.
  package init?(_ text: [UInt8]) {
    var run: RunID?
    var root: [UInt8] = []
    var by = "-"
    var undoes: [RunID] = []
    var entries: [Entry] = []
    var isComplete = false
    for line in text.split(separator: UInt8(ascii: "\n")) {
      guard let values = ShellLine.values(of: line), let verb = values.first else { return nil }
      let words = values.map { String(decoding: $0, as: UTF8.self) }
      switch (String(decoding: verb, as: UTF8.self), values.count) {
      case ("manifest", 2): guard words[1] == "1" else { return nil }
      case ("run", 3):
        run = RunID(words[1])
        root = values[2]
      case ("by", 2): by = words[1]
      case ("undoes", _): undoes = words.dropFirst().map { RunID($0) }
      case ("entry", 7):
        guard let tree = EntryPath.Tree(rawValue: words[2]), let old = FileState(words[5]),
          let new = FileState(words[6])
        else { return nil }
        let path = EntryPath(tree: tree, folder: values[3], name: values[4])
        entries.append(Entry(path: path, old: old, new: new))
      case ("complete", 2): isComplete = Int(words[1]) == entries.count
      default: return nil
      }
    }
    guard let run, isComplete else { return nil }
    self.init(run: run, root: root, by: by, undoes: undoes, entries: entries)
  }
}
