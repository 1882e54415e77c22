package import Crypto
package import Diff

/// What somebody changed on the server since a path was last deployed there.
package struct Drift: Sendable {
  /// The run that deployed the path last.
  package let run: String
  /// From what that run left to what lies there now; nil when one of them is binary, too large, or no longer known.
  package let diff: UnifiedDiff?

  package init(run: String, diff: UnifiedDiff? = nil) {
    self.run = run
    self.diff = diff
  }
}

extension Facts {
  /// True for a path where secrets were deployed, even if by now something else was.
  package func holdsSecrets(_ path: EntryPath) -> Bool { ledger[path]?.holdsSecrets ?? false }

  /// The paths that would be replaced although somebody changed them since they were deployed, or before, if that was
  /// merged; each with the hash of what was deployed, to be read before a plan is made, so that it can show the change.
  package func drifted(_ questions: Questions) -> [EntryPath: SHA256Digest] {
    questions.entries.reduce(into: [:]) { found, question in
      guard let wanted = question.value, let line = ledger[question.key], let kept = line.kept,
        let now = observations[question.key]?.state.hash, now != wanted, now != line.hash || line.merged != nil
      else { return }
      found[question.key] = kept
    }
  }

  /// How the state of a path differs from what was last deployed there; nil if it does not, or nothing was.
  func drift(at path: EntryPath, _ now: FileState) -> Drift? {
    guard let line = ledger[path], line.hash != now.fingerprint || line.merged != nil else { return nil }
    if line.holdsSecrets { return Drift(run: line.run) }
    let after: [UInt8]? = now == .absent ? [] : contents[path]
    guard let before = deployed[path], let after else { return Drift(run: line.run) }
    return Drift(run: line.run, diff: UnifiedDiff.ofText(old: before, new: after))
  }
}
