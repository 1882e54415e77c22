internal import Deploy

/// A command as the user sees it: its words, its options, what it does.
struct CommandSpec: Sendable {
  let name: String
  /// What stands after the name: `PLAYBOOK`, `PLACE RUN`.
  let arguments: String
  let summary: String
  let details: String
  let options: [OptionSpec]
  let run: @Sendable (Arguments, Console) async throws -> ExitCode

  init(
    _ name: String, _ arguments: String, _ summary: String, details: String = "", options: [OptionSpec] = [],
    run: @escaping @Sendable (Arguments, Console) async throws -> ExitCode
  ) {
    self.name = name
    self.arguments = arguments
    self.summary = summary
    self.details = details
    self.options = options + [.help]
    self.run = run
  }

  static let all: [CommandSpec] = [
    DeployCommand.spec, CheckCommand.spec, PlanCommand.spec, RollbackCommand.spec, BackupsCommand.spec,
    RecoverCommand.spec,
    VersionCommand.spec,
  ]
}
