internal import Connection
internal import Playbook
internal import SSH

/// How the hosts of a command are reached.
struct Reach: Sendable {
  static let options: [OptionSpec] = [.sshConfig]

  private let sshOptions: SSHOptions
  /// The options that a command printed for later has to repeat.
  let words: [String]

  init(_ arguments: Arguments, _ console: Console) {
    words = [("-F", OptionSpec.sshConfig), ("-i", .inventory)].flatMap { flag, option in
      arguments.value(option).map { [flag, $0] } ?? []
    }
    var prompts = SSHPrompts.none
    if console.isInteractive {
      prompts.hostKey = { question in
        let seen = "\(question.host) shows the \(question.type) key \(question.fingerprint), which is not known here"
        return await Prompt.shared.confirm("\(seen). Trust it?")
      }
      prompts.secret = { question in
        await Prompt.shared.ask("\(question.attempt > 1 ? "wrong; " : "")\(question.text): ", isSecret: true)
      }
    }
    sshOptions = SSHOptions(configFile: arguments.value(.sshConfig), prompts: prompts)
  }

  func connect(_ host: Host) async throws -> any Connection {
    let place = host.destination
    return try await SSHConnection.open(
      to: SSHDestination(user: place.user, host: place.host, port: place.port), options: sshOptions)
  }
}
