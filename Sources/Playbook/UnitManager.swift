/// Which systemd knows a unit: that of the system, or the run's account's own.
///
/// Each reads its unit files when it is told to, so a run that changes one has to tell it, and a revert again.
package enum UnitManager: String, Sendable, CaseIterable {
  case system, user

  /// The key of the language that names its units, by which the host is told of it too.
  package var word: String { self == .system ? "systemd" : "systemd_user" }

  /// The one of which units are named by this key.
  init?(word: String) {
    guard let manager = Self.allCases.first(where: { $0.word == word }) else { return nil }
    self = manager
  }
}
