internal import Deploy

/// Help, from the same declarations that parsing uses.
enum HelpText {
  static var overview: String {
    let width = CommandSpec.all.map(\.name.count).max() ?? 0
    let commands = CommandSpec.all.map { "  \($0.name.padded(to: width))  \($0.summary)" }
    return
      (["deployctl: deploys files to servers over SSH, all or nothing", "", "commands:"] + commands
      + ["", "deployctl COMMAND --help tells more about one", ""] + lines(ExitCode.allCases)).joined(separator: "\n")
  }

  static func text(_ command: CommandSpec) -> String {
    let rows = command.options.map { option in
      let short = option.short.map { "-\($0), " } ?? "    "
      return (short + "--\(option.name)" + (option.value.map { " \($0)" } ?? ""), option.summary)
    }
    let width = rows.map(\.0.count).max() ?? 0
    let head = "usage: deployctl \(command.name)" + (command.arguments.isEmpty ? "" : " \(command.arguments)")
    let below = command.subcommands.map { ("\($0.name) \($0.arguments)", $0.summary) }
    let belowWidth = below.map(\.0.count).max() ?? 0
    let subcommands =
      below.isEmpty ? [] : ["", "subcommands:"] + below.map { "  \($0.0.padded(to: belowWidth))  \($0.1)" }
    let examples =
      command.examples.isEmpty ? [] : ["", "examples:"] + command.examples.map { "  deployctl \($0)" }
    let details = command.details.isEmpty ? [] : ["", command.details]
    return
      ([head, "", command.summary] + details + examples + subcommands + ["", "options:"]
      + rows.map { "  \($0.0.padded(to: width))  \($0.1)" } + [""]
      + lines(command.exitCodes)).joined(separator: "\n")
  }

  private static func lines(_ codes: [ExitCode]) -> [String] {
    ["exit codes:"]
      + codes.map { code in
        let number = String(code.rawValue)
        return "  \(String(repeating: " ", count: 3 - number.count))\(number)  \(code.meaning)"
      }
  }
}

extension String {
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

extension ExitCode {
  /// How a command ends that changes hosts.
  static let ofRun: [ExitCode] = [
    .done, .usage, .notChanged, .reverted, .needsPerson, .mixed, .leftRunning, .interrupted,
  ]
  /// How a command ends that only looks at hosts.
  static let ofLook: [ExitCode] = [.done, .usage, .notChanged, .interrupted]
  /// The same for one that judges what it sees.
  static let ofFindings: [ExitCode] = [.done, .usage, .notChanged, .finding, .interrupted]
}
