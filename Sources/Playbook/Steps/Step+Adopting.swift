internal import SourceText

extension Step {
  /// The step that no playbook asks for: files of a folder of backups on the host, each to its path.
  package static func adopting(_ files: [(from: String, to: AbsolutePath)], of folder: String) -> Step {
    let range = SourceRange(SourceText(name: folder, bytes: []), 0..<0)
    let items = files.map { CopyItem(from: $0.from, to: $0.to, range: range) }
    let what = items.count == 1 ? items[0].from : "\(items.count) files"
    return Step(
      kind: .copy(CopyStep(items: items, onDrift: .overwrite)),
      name: "put back \(what) of \(folder)", undo: nil, timeout: nil, become: nil, range: range)
  }
}
