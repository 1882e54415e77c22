internal import Crypto
package import Plan

/// What a set holds, compared with what its manifest promises.
package struct SetCheck: Sendable {
  package enum Finding: Sendable, Hashable {
    case noManifest
    /// Cut short, damaged, or of a version that this one cannot read.
    case badManifest
    /// A file that every set has, and without which it cannot be restored.
    case partMissing(String)
    case missing(EntryPath)
    case damaged(EntryPath)
    case unreadable(EntryPath)
    /// A link or a folder where a saved file should be, or on the way to it.
    case notAFile(EntryPath)
  }

  package let findings: [Finding]
  /// How many saved files were compared.
  package let files: Int
  /// A reverted run's set gives its files up when there is no room for copies.
  package let isGivenUp: Bool

  package init(findings: [Finding], files: Int = 0, isGivenUp: Bool = false) {
    self.findings = findings
    self.files = files
    self.isGivenUp = isGivenUp
  }

  /// Compares the states that were found at `paths(of:)`, in that order.
  package init(_ manifest: Manifest, state: SetSummary.State, found: [FileState]) {
    var findings: [Finding] = []
    for (part, state) in zip(Self.parts, found) {
      if case .file = state { continue }
      findings.append(.partMissing(part))
    }
    let saved = manifest.savedFiles
    let states = found.dropFirst(Self.parts.count)
    if state == .reverted, !saved.isEmpty, states.allSatisfy({ $0 == .absent }) {
      self.init(findings: findings, isGivenUp: true)
      return
    }
    for (entry, now) in zip(saved, states) {
      switch now {
      case .absent: findings.append(.missing(entry.path))
      case .unreadable: findings.append(.unreadable(entry.path))
      case .link, .other, .directory: findings.append(.notAFile(entry.path))
      case .file: if now.hash != entry.old.hash { findings.append(.damaged(entry.path)) }
      }
    }
    self.init(findings: findings, files: saved.count)
  }

  /// What to look at in the set.
  package static func paths(of manifest: Manifest) -> [LookPath] {
    parts.map { LookPath(Array($0.utf8)) } + manifest.savedFiles.map { LookPath($0.path) }
  }

  private static let parts = ["script", "runtime", "restore"]
}

extension Manifest {
  /// The entries whose old content lies in the set.
  package var savedFiles: [Entry] {
    entries.filter { if case .file = $0.old { true } else { false } }
  }

  /// True if no entry leads out of the set, as those of a set that somebody made up could.
  package var isContained: Bool { entries.allSatisfy { LookPath($0.path).components != nil } }
}
