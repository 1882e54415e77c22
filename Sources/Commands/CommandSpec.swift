internal import Deploy

/// A command as the user sees it: its words, its options, what it does.
struct CommandSpec: Sendable {
  let name: String
  /// What stands after the name: `PLAYBOOK`, `PLACE RUN`.
  let arguments: String
  let summary: String
  let details: String
  /// Command lines as a user may type them, without the program's name.
  let examples: [String]
  /// How it may end.
  let exitCodes: [ExitCode]
  let options: [OptionSpec]
  /// Commands whose names begin with this one's: `backups show`.
  let subcommands: [CommandSpec]
  let run: @Sendable (Arguments, Console) async throws -> ExitCode

  init(
    _ name: String, _ arguments: String, _ summary: String, details: String = "", examples: [String] = [],
    exitCodes: [ExitCode] = [], options: [OptionSpec] = [],
    subcommands: [CommandSpec] = [],
    run: @escaping @Sendable (Arguments, Console) async throws -> ExitCode
  ) {
    self.name = name
    self.arguments = arguments
    self.summary = summary
    self.details = details
    self.examples = examples
    self.exitCodes = exitCodes
    self.options = options + [.help]
    self.subcommands = subcommands
    self.run = run
  }

  static let all: [CommandSpec] = [
    DeployCommand.spec, CheckCommand.spec, PlanCommand.spec, ApplyCommand.spec, RollbackCommand.spec,
    BackupsCommand.spec,
    HistoryCommand.spec, ShowCommand.spec,
    AttachCommand.spec, LogsCommand.spec, StatusCommand.spec, RecoverCommand.spec, UnlockCommand.spec, PullCommand.spec,
    DoctorCommand.spec, InitCommand.spec, SchemaCommand.spec, CompletionsCommand.spec,
    PatchCommand.spec, VersionCommand.spec,
  ]

  /// The commands with those inside of them.
  static var everyOne: [CommandSpec] { all.flatMap { [$0] + $0.subcommands } }

  /// The command that the first words name, and what stands after its name.
  static func find(_ words: ArraySlice<String>) -> (CommandSpec, ArraySlice<String>)? {
    guard let name = words.first, let command = all.first(where: { $0.name == name }) else { return nil }
    let rest = words.dropFirst()
    let longer = rest.first.flatMap { word in command.subcommands.first { $0.name == "\(name) \(word)" } }
    return longer.map { ($0, rest.dropFirst()) } ?? (command, rest)
  }
}
