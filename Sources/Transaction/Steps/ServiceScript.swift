internal import Playbook

extension ServiceStep {
  func verbs(seconds: Int, undo: [UInt8], backup: [UInt8]) -> [Verb] {
    switch service {
    case .command(let command, let status):
      [
        .service(
          action,
          [
            "command", ShellWord(seconds), ShellWord(command.text(backup: backup)),
            ShellWord(status?.text(backup: backup) ?? []), ShellWord(undo),
          ])
      ]
    }
  }
}
