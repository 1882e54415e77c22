package import Plan

/// What a backup set holds: every path with its state before and after the run.
///
/// The file is shell text, since `sh restore` reads it by sourcing it; this is the strict reader and writer.
package struct Manifest: Sendable {
  package struct Entry: Sendable, Hashable {
    package let path: EntryPath
    package let old: FileState
    package let new: FileState
    package let way: Way
    /// Nothing of what it holds is kept or shown elsewhere.
    package let holdsSecrets: Bool

    package init(
      path: EntryPath, old: FileState, new: FileState, way: Way = .rename, holdsSecrets: Bool = false
    ) {
      self.path = path
      self.old = old
      self.new = new
      self.way = way
      self.holdsSecrets = holdsSecrets
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
    text.add("manifest", ShellWord(format))
    text.add("run", ShellWord(run.name), ShellWord(root))
    text.add("by", ShellWord(by))
    if !undoes.isEmpty { text.add(ShellLine([ShellWord("undoes")] + undoes.map { ShellWord($0.name) })) }
    for (index, entry) in entries.enumerated() {
      let path = entry.path
      text.add(
        "entry", ShellWord(index + 1), ShellWord(path.tree.rawValue), ShellWord(path.folder), ShellWord(path.name),
        ShellWord(entry.old.bytes), ShellWord(entry.new.bytes))
    }
    addWays(to: &text)
    for (index, entry) in entries.enumerated() where entry.holdsSecrets { text.add("secret", ShellWord(index + 1)) }
    text.add("complete", ShellWord(entries.count))
    return text
  }

  /// The oldest that can say it.
  private var format: Int {
    if entries.contains(where: { $0.old.isLink || $0.new.isLink }) { return 4 }
    return entries.contains(where: \.holdsSecrets) ? 3 : entries.allSatisfy { $0.way == .rename } ? 1 : 2
  }

  /// What is not done by rename in the set's filesystem: what format 2 has beyond format 1.
  private func addWays(to text: inout [UInt8]) {
    var folders: [EntryPath: Int] = [:]
    for (index, entry) in entries.enumerated() {
      switch entry.way {
      case .rename: break
      case .inPlace: text.add("way", ShellWord(index + 1), "in-place")
      case .beside(let folder):
        let number = folders[folder] ?? folders.count + 1
        if folders[folder] == nil {
          folders[folder] = number
          text.add("beside", ShellWord(number), ShellWord(folder.tree.rawValue), ShellWord(folder.bytes))
        }
        text.add("way", ShellWord(index + 1), "beside", ShellWord(number))
      }
    }
  }

  /// Reads the file; nil if it was cut short, damaged, or written by a later version.
  package init?(_ text: [UInt8]) {
    var run: RunID?
    var root: [UInt8] = []
    var by = "-"
    var undoes: [RunID] = []
    var entries: [Entry] = []
    var folders: [EntryPath] = []
    var isComplete = false
    for line in text.split(separator: UInt8(ascii: "\n")) {
      guard let values = ShellLine.values(of: line), let verb = values.first else { return nil }
      let words = values.map { String(decoding: $0, as: UTF8.self) }
      switch (String(decoding: verb, as: UTF8.self), values.count) {
      case ("manifest", 2): guard ["1", "2", "3", "4"].contains(words[1]) else { return nil }
      case ("run", 3):
        run = RunID(words[1])
        root = values[2]
      case ("by", 2): by = words[1]
      case ("undoes", _): undoes = words.dropFirst().map { RunID($0) }
      case ("entry", 7):
        guard let tree = EntryPath.Tree(rawValue: words[2]), let old = FileState(values[5]),
          let new = FileState(values[6])
        else { return nil }
        let path = EntryPath(tree: tree, folder: values[3], name: values[4])
        entries.append(Entry(path: path, old: old, new: new))
      case ("beside", 4):
        guard let tree = EntryPath.Tree(rawValue: words[2]), Int(words[1]) == folders.count + 1 else { return nil }
        folders.append(EntryPath(tree: tree, path: values[3]))
      case ("way", 3...4):
        guard let number = Int(words[1]), entries.indices.contains(number - 1),
          let way = Way(words.dropFirst(2), folders)
        else { return nil }
        let entry = entries[number - 1]
        entries[number - 1] = Entry(path: entry.path, old: entry.old, new: entry.new, way: way)
      case ("secret", 2):
        guard let number = Int(words[1]), entries.indices.contains(number - 1) else { return nil }
        let entry = entries[number - 1]
        entries[number - 1] = Entry(
          path: entry.path, old: entry.old, new: entry.new, way: entry.way, holdsSecrets: true)
      case ("complete", 2): isComplete = Int(words[1]) == entries.count
      default: return nil
      }
    }
    guard let run, isComplete else { return nil }
    self.init(run: run, root: root, by: by, undoes: undoes, entries: entries)
  }
}

extension Way {
  /// Reads `in-place`, or `beside` and the number of a folder.
  fileprivate init?(_ words: ArraySlice<String>, _ folders: [EntryPath]) {
    switch (words.first, words.count) {
    case ("in-place", 1): self = .inPlace
    case ("beside", 2):
      guard let number = words.last.flatMap({ Int($0) }), folders.indices.contains(number - 1) else { return nil }
      self = .beside(folders[number - 1])
    default: return nil
    }
  }
}
