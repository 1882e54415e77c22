internal import YAML

/// How runs of a playbook go about their work, beside their steps.
package struct Conduct: Sendable, Hashable {
  /// Puts a unit in for the time of the run, which recovers it when the host boots in the middle.
  package var recoversOnBoot = false
  /// How many sets a run that commits leaves.
  package var keep = Retention.all

  package init() {}
}

extension Conduct {
  init(_ document: PlaybookDocument, _ reading: Reading) {
    recoversOnBoot = document.recoverOnBoot.flatMap { reading.flag($0) } ?? false
    keep = document.backups.retention(reading)
  }
}
