package import Plan

/// A set on a host with what it says about itself.
package struct SetRecord: Sendable {
  package let set: SetSummary
  /// Nil if it is not there, or cannot be read.
  package let manifest: Manifest?
  package let hasManifest: Bool
  /// As it came, to be kept.
  package let manifestText: [UInt8]
  package let journal: Journal
  /// In units of 1024 bytes.
  package let size: Int?

  /// Takes it from the answers that came under `manifestN` and `journalN`.
  package init(_ set: SetSummary, _ index: Int, _ answers: LookAnswers) {
    self.set = set
    let text = answers.given["manifest\(index)"]
    manifestText = text ?? []
    hasManifest = text != nil
    // One that names a place outside of the set was not written by us.
    manifest = text.flatMap { Manifest($0) }.flatMap { $0.isContained ? $0 : nil }
    journal = Journal(answers.given["journal\(index)"] ?? [])
    size = answers.sizes[set.name]
  }

  /// What is wrong before any file was looked at.
  package var finding: SetCheck.Finding? {
    manifest == nil ? (hasManifest ? .badManifest : .noManifest) : nil
  }
}

extension SetRecord {
  /// The verdict, from the states of `SetCheck.paths(of:)`.
  package func check(_ answers: LookAnswers, list: Int) -> SetCheck {
    guard let manifest else { return SetCheck(findings: finding.map { [$0] } ?? []) }
    let count = SetCheck.paths(of: manifest).count
    return SetCheck(manifest, state: set.state, found: answers.states(of: list, count: count))
  }
}
