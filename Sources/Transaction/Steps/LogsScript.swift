internal import Playbook

extension Verb {
  /// How many words of a `logs` line stand before the paths.
  static let logsSettings = 4
}

extension LogsStep {
  func verbs() -> [Verb] {
    let kind: ShellWord
    let places: [ShellWord]
    switch source {
    case .file(let paths): (kind, places) = ("file", paths.map { ShellWord($0.bytes) })
    case .systemd(let units): (kind, places) = ("journal", units.map { ShellWord($0.description) })
    case .compose(let services): (kind, places) = ("compose", services.map { ShellWord($0.description) })
    }
    let settings = [kind, ShellWord(window.wholeSeconds), ignoresCase ? "ignore" : "exact", ShellWord(pattern)]
    return [.logs(settings + places)]
  }
}
