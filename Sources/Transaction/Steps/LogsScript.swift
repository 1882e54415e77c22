internal import Playbook

extension Verb {
  /// How many words of a `logs` line stand before the paths.
  static let logsSettings = 4
}

extension LogsStep {
  func verbs() -> [Verb] {
    switch source {
    case .file(let paths):
      let settings: [ShellWord] = [
        "file", ShellWord(window.wholeSeconds), ignoresCase ? "ignore" : "exact", ShellWord(pattern),
      ]
      return [.logs(settings + paths.map { ShellWord($0.bytes) })]
    }
  }
}
