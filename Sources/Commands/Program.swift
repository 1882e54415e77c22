package import Deploy
internal import Glibc
internal import Reactor
internal import SourceText

/// The program: words in, an exit code out.
package enum Program {
  /// Runs the command that the words name.
  package static func run(_ words: [String]) async -> ExitCode {
    let console = Console()
    do {
      return try await dispatch(words, console)
    } catch {
      return tell(error, console)
    }
  }

  /// Words an error for a person.
  static func tell(_ error: any Error, _ console: Console) -> ExitCode {
    switch error {
    case let error as UsageError:
      console.say("error: \(error.message.terminalSafe)")
      console.say("hint: deployctl \(error.command.map { "\($0) " } ?? "")--help")
    case let error as Problems: console.say(error.rendered)
    case let error as LocalFile.Failure:
      console.say("error: \(error.parts.message.terminalSafe)")
      if let hint = error.parts.hint { console.say("hint: \(hint.terminalSafe)") }
    default: console.say("error: \(String(describing: error).terminalSafe)")
    }
    return .usage
  }

  /// What must happen before the first thread starts: signals are waited for, not handled.
  package static func prepareProcess() {
    signal(SIGPIPE, SIG_IGN)
    Signals.block([SIGINT, SIGTERM, SIGHUP])
  }

  private static func dispatch(_ words: [String], _ console: Console) async throws -> ExitCode {
    guard let name = words.first else {
      console.say(HelpText.overview)
      return .usage
    }
    if ["help", "--help", "-h"].contains(name) {
      if let other = words.dropFirst().first, CommandSpec.find(words.dropFirst()) == nil { throw noCommand(other) }
      let command = CommandSpec.find(words.dropFirst())?.0
      console.answer(command.map(HelpText.text) ?? HelpText.overview)
      return .done
    }
    if name == "--version" { return try await dispatch(["version"], console) }
    guard let (command, rest) = CommandSpec.find(words[...]) else {
      throw noCommand(name)
    }
    let arguments = try Arguments(rest, for: command)
    if arguments.has(.help) {
      console.answer(HelpText.text(command))
      return .done
    }
    return try await command.run(arguments, console)
  }

  private static func noCommand(_ name: String) -> UsageError {
    let meant = Suggestion.closest(to: name, among: CommandSpec.all.map(\.name))
    return UsageError("no command '\(name)'" + (meant.map { " (did you mean '\($0)'?)" } ?? ""))
  }
}
