internal import Crypto
package import Plan
internal import Playbook

/// A set on its way to this machine: which of its files are wanted, and as what.
package struct SetCopy: Sendable {
  package struct File: Sendable {
    package let content: ContentsRequest.File
    /// Below the folder of the copy.
    package let components: [[UInt8]]
    /// Without the bits that give rights away.
    package let mode: UInt16
    package let modified: Int
  }

  package let files: [File]
  /// What the host does not have any more as it was saved.
  package let check: SetCheck

  /// What a set has beside its saved files.
  private static let parts = [
    "manifest", "script", "ledger", "runtime", "restore", "playbook", "plan", "revision", "journal", "events",
  ]
  private static let folders = ["evidence", "aside"]

  /// Asks which files lie in the folders whose content nobody knows beforehand.
  package static func ask(for record: SetRecord, _ index: Int, _ request: inout LookRequest) {
    for folder in folders { request.names(in: "\(record.set.name)/\(folder)", as: "\(folder)\(index)") }
  }

  /// Everything that may lie in the set; a name that is none is left out.
  package static func paths(of record: SetRecord, _ index: Int, _ answers: LookAnswers) -> [LookPath] {
    let found = folders.flatMap { folder in
      (answers.names["\(folder)\(index)"] ?? []).map { LookPath($0, in: folder) }
    }
    return parts.map { LookPath(Array($0.utf8)) } + found.filter { $0.components != nil }
      + (record.manifest?.savedFiles.map { LookPath($0.path) } ?? [])
  }

  /// From the states that were found at `paths(of:)`, in that order.
  package init(_ record: SetRecord, _ paths: [LookPath], _ states: [FileState], at base: LookBase) {
    files = zip(paths, states).compactMap { path, state in
      guard case .file(let attributes, let size, let hash, let modified) = state, let components = path.components
      else { return nil }
      return File(
        content: ContentsRequest.File(path, at: base, size: size, hash: hash), components: components,
        mode: attributes.mode.bits & 0o777, modified: modified)
    }
    guard let manifest = record.manifest else {
      check = SetCheck(findings: record.finding.map { [$0] } ?? [])
      return
    }
    let found = Dictionary(zip(paths, states)) { first, _ in first }
    check = SetCheck(
      manifest, state: record.set.state, found: SetCheck.paths(of: manifest).map { found[$0] ?? .absent })
  }
}
