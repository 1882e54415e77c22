/// How much is told while a run goes on.
enum Verbosity: Sendable {
  /// Only what went wrong.
  case quiet
  /// On a terminal a line for each host that is drawn anew, and what went wrong above it; else every step.
  case usual
  /// Every step, what commands print, and all that a plan has.
  case verbose
}

extension OptionSpec {
  static let quiet = OptionSpec("quiet", "q", "while it goes on, tell only what goes wrong")
  static let verbose = OptionSpec("verbose", "v", "show the whole plan, however long, and on a terminal every step")
  /// For what only shows plans.
  static let whole = OptionSpec("verbose", "v", "show the whole plan, however long")
}

extension Arguments {
  /// The options of every command that carries something out on many hosts.
  static let telling: [OptionSpec] = [.quiet, .verbose]

  func verbosity(_ command: String) throws(UsageError) -> Verbosity {
    switch (has(.quiet), has(.verbose)) {
    case (true, true): throw UsageError("--quiet and --verbose exclude each other", command: command)
    case (true, false): .quiet
    case (false, true): .verbose
    case (false, false): .usual
    }
  }
}
