internal import Deploy
internal import Plan
internal import Playbook
internal import SourceText
internal import Synchronization

/// The command `check`.
enum CheckCommand {
  private static let exitCode = OptionSpec("exit-code", nil, "end with 2 when changes are pending")
  private static let strict = OptionSpec(
    "strict", nil, "end with 3 when something is unknown, or this account could not carry the plan out")
  private static let offline = OptionSpec(
    "offline", nil, "look only at what is on this machine: syntax, variables, sources, patterns")

  static let spec = CommandSpec(
    "check", "PLAYBOOK...", "show what a deploy would do, and write nothing",
    details: """
      The plan is the one that deploy shows: the same questions, asked of the real hosts. An account that may only read is
      enough: what it may not read is unknown, and what it could not carry out is said.
      """,
    examples: [
      "check playbooks/*.yml", "check --exit-code --format github playbooks/site.yml",
      "check --offline playbooks/*.yml",
    ],
    exitCodes: [.done, .usage, .pending, .notChanged, .interrupted],
    options: [exitCode, strict, offline, .acceptDrift, .rehash, .whole] + Arguments.steps + Arguments.fleet
      + Arguments.reporting + Reach.options
  ) { arguments, console in
    try await Reporting.run("check", arguments, console) { reporting, console in
      guard !arguments.words.isEmpty else { throw UsageError("name a playbook", command: "check") }
      if arguments.has(offline) { return try checkHere(arguments, reporting, console) }
      var codes: Set<ExitCode> = []
      for undertaking in try await undertakings(arguments, reporting, console) {
        codes.insert(
          try await check(undertaking, countsPending: arguments.has(exitCode), isStrict: arguments.has(strict)))
      }
      return [.notChanged, .pending].first(where: codes.contains) ?? .done
    }
  }

  /// Connects to nobody: reading the playbooks has looked at everything that is here.
  private static func checkHere(
    _ arguments: Arguments, _ reporting: Reporting, _ console: Console
  ) throws -> ExitCode {
    for option in [exitCode, strict] where arguments.has(option) {
      throw UsageError("--\(option.name) is about hosts, and --offline asks none", command: "check")
    }
    // Of each only its line is kept: there may be a thousand.
    let lines = try arguments.eachPlaybook(arguments.words) { file in
      (file.path, Result { try fitting(try file.whole(), arguments) })
    }
    // What is wrong in any of them is told alone.
    for (path, line) in try lines.map({ ($0, try $1.get()) }) {
      console.answer(line)
      _ = reporting.record(of: path)
    }
    return .done
  }

  private static func fitting(_ file: PlaybookFile, _ arguments: Arguments) throws -> String {
    let targets = try arguments.limit(file.playbook.targets, of: file.playbook.inventory)
      .map(arguments.stepChoice.applied)
    let steps = targets.map { $0.steps.count { $0.exclusion == nil } }.max() ?? 0
    return "\(file.path.terminalSafe): fits, \(steps) \(steps == 1 ? "step" : "steps") for "
      + "\(targets.count) \(targets.count == 1 ? "host" : "hosts"); no host was asked"
  }

  /// All playbooks are read before the first host is asked, and what is wrong in any of them is told at once.
  private static func undertakings(
    _ arguments: Arguments, _ reporting: Reporting, _ console: Console
  ) async throws -> [Undertaking] {
    let reach = try Reach(arguments, console)
    var undertakings: [Undertaking] = []
    let files = try arguments.eachPlaybook(arguments.words) { $0 }
    for file in files.count > 1 ? try files.map({ try $0.whole() }) : files {
      var undertaking = try await Undertaking(playbook: file, arguments, console, reach, onlyReads: true)
      undertaking.record = reporting.record(of: file.path)
      undertakings.append(undertaking)
    }
    return undertakings
  }

  private static func check(
    _ undertaking: Undertaking, countsPending: Bool, isStrict: Bool
  ) async throws -> ExitCode {
    let plans = Mutex<[Plan]>([])
    let outcomes = try await undertaking.rehearse { results in
      for case (_, .success(let proposal)) in results { plans.withLock { $0.append(proposal.plan) } }
    }
    let code = ExitCode(outcomes)
    guard code == .done else { return code }
    let seen = plans.withLock { $0 }
    if isStrict, seen.contains(where: \.hasGaps) { return .notChanged }
    return countsPending && seen.contains(where: \.hasChanges) ? .pending : .done
  }
}
