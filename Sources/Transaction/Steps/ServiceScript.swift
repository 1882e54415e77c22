internal import Playbook

extension Verb {
  /// How many words of a `service` line stand between its action and the units or services.
  static let serviceSettings = 3
}

extension ServiceStep {
  func verbs(seconds: Int, undo: [UInt8], backup: [UInt8]) -> [Verb] {
    switch service {
    case .command(let command, let status):
      [
        .service(
          action,
          [
            "command", ShellWord(seconds), ShellWord(undo), ShellWord(command.text(backup: backup)),
            ShellWord(status?.text(backup: backup) ?? []),
          ])
      ]
    case .systemd(let units):
      [.service(action, ["systemd", ShellWord(seconds), ShellWord(undo)] + units.map { ShellWord($0.description) })]
    case .compose(let services):
      [.service(action, ["compose", ShellWord(seconds), ShellWord(undo)] + services.map { ShellWord($0.description) })]
    }
  }
}
