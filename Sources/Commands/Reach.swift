internal import Connection
internal import Deploy
internal import Playbook
internal import SSH
internal import SourceText

/// How the hosts of a command are reached.
struct Reach: Sendable {
  static let options: [OptionSpec] = [.sshConfig, .transport, .becomePasswordFile]

  private let sshOptions: SSHOptions
  private let transport: TransportName
  private let console: Console
  /// What sudo is answered; nil where nobody could answer.
  let passwords: BecomePasswords?
  /// The options that a command printed for later has to repeat.
  let words: [String]

  init(_ arguments: Arguments, _ console: Console) throws(UsageError) {
    transport = try arguments.transport()
    self.console = console
    let repeated = [
      ("-F", OptionSpec.sshConfig), ("--transport", .transport),
      ("--become-password-file", .becomePasswordFile),
    ]
    words =
      repeated.flatMap { flag, option in
        // What a shell made for this one command, as `<(pass show lms)` does, is gone by then.
        arguments.value(option).flatMap { $0.hasPrefix("/dev/fd/") ? nil : [flag, $0] } ?? []
      } + arguments.playbookWords
    passwords = try arguments.becomePasswords(console)
    var prompts = SSHPrompts.none
    if console.isInteractive {
      prompts.hostKey = { question in
        let seen =
          "\(question.host) shows the \(question.type) key \(question.fingerprint), which is not known here"
          + (question.passedOver.isEmpty ? "" : " (not read: \(question.passedOver.joined(separator: ", ")))")
        return await Prompt.shared.confirm("\(seen). Trust it?")
      }
      prompts.secret = { question in
        let words = question.text.split(separator: "\n").map { String($0).terminalSafe }.joined(separator: "\n")
        return await Prompt.shared.ask(
          "\(question.attempt > 1 ? "wrong; " : "")\(words): ", isSecret: question.isHidden)
      }
    }
    sshOptions = SSHOptions(configFile: arguments.value(.sshConfig), prompts: prompts.remembering())
  }

  /// Reaches the host; `isFresh` where an open connection of somebody else would prove nothing.
  func connect(_ host: Host, isFresh: Bool = false) async throws -> any Connection {
    try await connect(host, isFresh: isFresh, console)
  }

  fileprivate func connect(_ host: Host, isFresh: Bool = false, _ console: Console) async throws -> any Connection {
    let place = host.destination
    var options = sshOptions
    options.isFresh = isFresh
    let connection = try await Transport.open(
      to: SSHDestination(user: place.user, host: place.host, port: place.port, identity: host.identity), by: transport,
      options: options)
    for note in connection.notes { console.say("note: \(note.terminalSafe)") }
    return connection
  }
}

extension Reach {
  /// A session as the account that the target wants; what there is to note is said where the host is told of.
  func open(_ target: Target, _ console: Console? = nil) async throws -> Session {
    try await Session(
      try await connect(target.host, console ?? self.console), become: target.become,
      passwords: passwords?.at(target.host.name))
  }
}

extension Arguments {
  fileprivate func transport() throws(UsageError) -> TransportName {
    guard let word = value(.transport) else { return .auto }
    guard let name = TransportName(rawValue: word) else {
      throw .noChoice(word, of: .transport)
    }
    return name
  }
}
