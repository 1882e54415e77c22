package import Plan
internal import Playbook
internal import SourceText
package import Transaction

/// One backup set as a person reads it.
package struct SetText {
  private let set: SetSummary
  private let facts: Facts
  private let style: Style

  package init(_ set: SetSummary, in facts: Facts, _ style: Style) {
    self.set = set
    self.facts = facts
    self.style = style
  }

  /// What the set says about its run, with the room it takes in units of 1024 bytes.
  package func lines(_ manifest: Manifest?, _ journal: Journal, size: Int?) -> [String] {
    var lines = ["\(style.text(set.name.terminalSafe, .strong))  \(SetTable.words(set, in: facts, style))"]
    if let manifest {
      lines.append("  run by \(manifest.by.terminalSafe)")
      if !manifest.undoes.isEmpty {
        lines.append("  undoes \(manifest.undoes.map(\.name).joined(separator: " ").terminalSafe)")
      }
    }
    if let size { lines.append("  \(ByteCount.text(size * 1024)) on the disk") }
    if set.state == .foreign { return lines }
    lines += journal.lines.map { "  \(Timestamp(secondsSinceEpoch: $0.time).readable)  \(words($0.words))" }
    guard let manifest else {
      return lines + ["  \(style.text("its manifest cannot be read", .bad)): cut short, damaged or of another version"]
    }
    lines.append(manifest.entries.isEmpty ? "  no files were touched" : "  files:")
    for entry in manifest.entries {
      lines.append("    \(entry.path.description.terminalSafe)")
      lines.append("      \(text(entry.old)) -> \(text(entry.new))")
    }
    return lines
  }

  private func words(_ words: [String]) -> String {
    let text: String
    switch (words[0], words.count) {
    case ("state", 2): text = words[1]
    case ("act", 3): text = "act \(words[1]) begins: \(words[2])"
    case ("before", 3): text = "before act \(words[1]): \(words[2])"
    default: text = words.joined(separator: " ")
    }
    return text.terminalSafe
  }

  private func text(_ state: FileState) -> String {
    switch state {
    case .absent: "absent"
    case .file(let it, let size, let hash, _):
      "\(it.mode) \(it.owner):\(it.group), \(ByteCount.text(size)), sha256 \("\(hash)".prefix(12))"
    case .directory(let it, _): "folder \(it.mode) \(it.owner):\(it.group)"
    case .link(let target): "link" + (target.map { " to \(String(decoding: $0, as: UTF8.self).terminalSafe)" } ?? "")
    case .other: "neither file nor folder"
    case .unreadable: "unreadable"
    }
  }
}

extension SetCheck {
  /// A line for what was found, and whether it is as it should be.
  package func lines(_ name: String, _ style: Style) -> [String] {
    let name = name.terminalSafe
    if isGivenUp, findings.isEmpty {
      return ["\(name)  gave its files up: there was no room for copies when the run was reverted"]
    }
    guard !findings.isEmpty else {
      return ["\(name)  \(style.text("whole", .good)), \(files == 1 ? "1 file" : "\(files) files")"]
    }
    return ["\(name)  \(style.text("damaged", .bad))"] + findings.map { "  \($0.text)" }
  }
}

extension SetCheck.Finding {
  fileprivate var text: String {
    switch self {
    case .noManifest: "its manifest cannot be read"
    case .badManifest: "its manifest is cut short, damaged or of another version"
    case .partMissing(let name): "\(name) is missing"
    case .missing(let path): "missing: \(path.description.terminalSafe)"
    case .damaged(let path): "not what was saved: \(path.description.terminalSafe)"
    case .unreadable(let path): "cannot be read: \(path.description.terminalSafe)"
    case .notAFile(let path): "a link or folder where a file should be: \(path.description.terminalSafe)"
    }
  }
}
