internal import Deploy
internal import Playbook
internal import SourceText
internal import Synchronization
internal import Terminal
internal import Transaction

/// The command `logs`.
enum LogsCommand {
  private static let follow = OptionSpec("follow", "f", "go on with what comes, until Ctrl-C")
  private static let since = OptionSpec("since", value: "TIME", "only what was said in that time, such as 10m")
  private static let grep = OptionSpec("grep", value: "PATTERN", "only lines that match, as patterns of playbooks do")
  private static let lines = OptionSpec(
    "lines", "n", value: "N", "so many lines of each service (50, or all of --since)")

  static let spec = CommandSpec(
    "logs", "PLAYBOOK", "show what the services of a playbook say, on all its hosts",
    details: """
      The services are those that its steps name: units, compose services, and the files of `logs` steps. Lines are
      merged by their time (UTC); those of files have none and come first, and with --follow lines come as they are said.
      A host that cannot be reached is named, and the others go on; one that is lost while it is followed is tried again.
      Ctrl-C ends --follow with exit code 0.
      """,
    examples: ["logs playbooks/bots.yml -f", "logs playbooks/bots.yml --since 10m --grep 'error|timeout'"],
    exitCodes: ExitCode.ofLook,
    options: [follow, since, grep, lines] + Arguments.place
  ) { arguments, console in
    let place = try arguments.onlyWord("a playbook", "logs")
    guard Place.isPlaybook(place) else {
      throw UsageError("name a playbook, whose services are meant", command: "logs")
    }
    let rules = try rules(arguments)
    let targets = try Place.targets(place, arguments)
    guard targets.contains(where: { !$0.logPlaces.isEmpty }) else {
      throw UsageError("no step of \(place) names a unit, a compose service or a log", command: "logs")
    }
    let reach = try Reach(arguments, console)
    let follows = arguments.has(follow)
    return await Interrupts.watch(nil, console, saying: "", code: follows ? .done : .interrupted) {
      await listen(to: targets, rules, follows: follows, reach, console)
    }
  }

  private static func rules(_ arguments: Arguments) throws(UsageError) -> LogRequest.Rules {
    let since = try arguments.duration(since, "logs")
    let kept = try arguments.count(lines, of: "logs")
    var rules = LogRequest.Rules(kept: kept ?? (since == nil ? 50 : nil), since: since, pattern: nil)
    if let text = arguments.value(grep) {
      do throws(Malformed) {
        rules.pattern = try ExtendedPattern(text).text
      } catch {
        throw UsageError("--grep: \(error.message)", command: "logs")
      }
    }
    return rules
  }

  private static func listen(
    to targets: [Target], _ rules: LogRequest.Rules, follows: Bool, _ reach: Reach, _ console: Console
  ) async -> ExitCode {
    let speaking = targets.filter { !$0.logPlaces.isEmpty }
    let choir = Choir(LogText(speaking, console.style), console, singers: speaking.count)
    let codes = await withTaskGroup(of: ExitCode.self) { group in
      for target in speaking {
        let listener = LogListener(target, rules) { try await reach.open($0) }
        group.addTask {
          var code = ExitCode.done
          do {
            try await listener.listen(follows: follows) { choir.take($0, from: target.host.name) }
          } catch {
            let text = OutcomeText(target, plan: nil, run: nil, console.errorStyle)
            console.say(text.lines(.unreachable(HostError(error))).joined(separator: "\n"))
            code = .notChanged
          }
          choir.leave(target.host.name)
          return code
        }
      }
      return await group.reduce(into: Set<ExitCode>()) { $0.insert($1) }
    }
    return Round.code(codes)
  }
}

/// Lines of several hosts, kept until each host that is left has said something, or one has spoken twice.
private final class Choir: Sendable {
  private struct State {
    var entries: [LogText.Entry] = []
    var heard: Set<String> = []
    var left: Int
  }

  private let text: LogText
  private let console: Console
  private let state: Mutex<State>

  init(_ text: LogText, _ console: Console, singers: Int) {
    self.text = text
    self.console = console
    state = Mutex(State(left: singers))
  }

  func take(_ heard: LogListener.Heard, from host: String) {
    switch heard {
    case .pieces(let pieces): take(pieces, from: host)
    case .lost(let error):
      let reason = error.message.split(separator: "\n").first.map(String.init) ?? ""
      console.say("\(host): connection lost (\(reason)); trying again".terminalSafe)
    case .regained: console.say("\(host): connected again".terminalSafe)
    }
  }

  private func take(_ pieces: [LogPiece], from host: String) {
    for remark in LogText.remarks(on: pieces, from: host) { console.say(remark) }
    state.withLock { state in
      if state.heard.contains(host) { flush(&state) }
      state.entries += LogText.entries(of: pieces, from: host)
      state.heard.insert(host)
      if state.heard.count >= state.left { flush(&state) }
    }
  }

  /// One who has nothing more to say is not waited for.
  func leave(_ host: String) {
    state.withLock { state in
      state.left -= 1
      state.heard.remove(host)
      if state.heard.count >= state.left { flush(&state) }
    }
  }

  private func flush(_ state: inout State) {
    let lines = LogText.merged(state.entries).map(text.line)
    if !lines.isEmpty { console.answer(lines.joined(separator: "\n")) }
    state.entries = []
    state.heard = []
  }
}
