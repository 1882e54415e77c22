internal import Playbook

extension Verb {
  /// How many words of a `service` line stand between its action and the units or services.
  static let serviceSettings = 3
}

extension ServiceStep {
  /// A command is written down the way it is said on the host.
  func verbs(as action: ServiceAction, seconds: Int, undo: CommandText?, backup: [UInt8], _ said: ([UInt8]) -> [UInt8])
    -> [Verb]
  {
    let settings = [ShellWord(seconds), ShellWord(said(undo?.text(backup: backup) ?? []))]
    return switch service {
    case .command(let command, let status):
      [
        .service(
          action,
          ["command"] + settings + [
            ShellWord(said(command.text(backup: backup))), ShellWord(said(status?.text(backup: backup) ?? [])),
          ])
      ]
    case .systemd(let units):
      [.service(action, [ShellWord(units.word)] + settings + units.map { ShellWord($0.description) })]
    case .compose(let services):
      [.service(action, ["compose"] + settings + services.map { ShellWord($0.description) })]
    }
  }
}
