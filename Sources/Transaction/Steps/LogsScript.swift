internal import Playbook

extension Verb {
  /// How many words of a `watch` line stand before the paths.
  private static let watchSettings = 9

  /// What the marks of a `watch` line need to know: its kind, case and pattern, and its places.
  static func markWords(ofWatch words: [ShellWord]) -> [ShellWord] {
    [words[0], words[2], words[6]] + words.dropFirst(watchSettings)
  }

  /// The line `logs KIND SECONDS CASE PATTERN PLACE...`, as sets of before hold it, in the words of today.
  static func watchWords(ofLogs words: [ShellWord]) -> [ShellWord] {
    words.prefix(3) + ["gate", "0", "count", words[3], "", ""] + words.dropFirst(4)
  }
}

extension LogsStep {
  func verbs() -> [Verb] {
    let kind: ShellWord
    let places: [ShellWord]
    switch source {
    case .file(let paths): (kind, places) = ("file", paths.map { ShellWord($0.bytes) })
    case .systemd(let units):
      kind = units.word == UnitManager.user.word ? "journal_user" : "journal"
      places = units.map { ShellWord($0.description) }
    case .compose(let services): (kind, places) = (services.kind, services.map { ShellWord($0.name) })
    }
    let settings = [
      kind, ShellWord(window.secondsFromZero), ignoresCase ? "ignore" : "exact", observes ? "observe" : "gate",
      ShellWord(budget), newOnly ? "pass" : "count", ShellWord(failing.either), ShellWord(ignored.either),
      ShellWord(ready ?? ""),
    ]
    return [.watch(settings + places)]
  }
}

extension [String] {
  /// One pattern for any of several.
  fileprivate var either: String { count > 1 ? map { "(\($0))" }.joined(separator: "|") : first ?? "" }
}
