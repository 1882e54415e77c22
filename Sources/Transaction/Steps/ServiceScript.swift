internal import Playbook

extension Verb {
  /// How many words of a `service` line stand between its action and the units or services.
  static let serviceSettings = 3
}

extension ServiceStep {
  private static let usualSeconds = 120
  /// An image may have to be made of all that a package index has.
  private static let usualBuildSeconds = 600

  /// A command is written down the way it is said on the host.
  func verbs(
    as action: ServiceAction, within timeout: Duration?, undo: CommandText?, backup: [UInt8],
    _ said: ([UInt8]) -> [UInt8]
  ) -> [Verb] {
    let seconds = timeout?.wholeSeconds ?? (action == .rebuild ? Self.usualBuildSeconds : Self.usualSeconds)
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
      [.service(action, [services.kind] + settings + services.map { ShellWord($0.name) })]
    }
  }
}
