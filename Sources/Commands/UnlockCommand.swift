internal import Deploy
internal import Plan
internal import Playbook
internal import SourceText
internal import Terminal
internal import Transaction

/// The command `unlock`.
enum UnlockCommand {
  private static let reason = OptionSpec("reason", value: "TEXT", "why, for the history; required")
  private static let force = OptionSpec("force", nil, "also take it from a run whose process is proven alive")

  private struct Wish: Sendable {
    let reason: String
    let isForced: Bool
    let isAgreed: Bool
  }

  static let spec = CommandSpec(
    "unlock", "PLACE --reason TEXT", "take a lock away that nobody will give back",
    details: """
      Shows who holds the lock and asks. It is seldom needed: the next run takes over a lock whose process is proven dead.
      What cannot be proven is a process of another machine or container, as after a root was copied from there.
      """,
    examples: [
      "unlock lms-prod --reason 'copied from the old machine'",
      "unlock --yes --force playbooks/site.yml --reason 'its process hangs'",
    ],
    exitCodes: ExitCode.ofLook,
    options: [reason, force, .yes] + Arguments.round
  ) { arguments, console in
    let place = try arguments.onlyWord("a place", "unlock")
    guard let words = arguments.value(reason), !words.allSatisfy(\.isWhitespace) else {
      throw UsageError("say why with --reason TEXT: it stands in the history then", command: "unlock")
    }
    let wish = Wish(reason: words, isForced: arguments.has(force), isAgreed: arguments.has(.yes))
    let reach = try Reach(arguments, console)
    let targets = try Place.targets(place, arguments)
    let round = try Round(targets, reach, arguments, console)
    return await round.visit(
      saying: "interrupted; where a lock was taken away, the history says so", look: locks,
      failing: round.reportUnreached
    ) { try await unlock($0, $1, wish) }
  }

  /// The locks that are held; nil where there is none.
  @Sendable private static func locks(_ visit: Visit) async throws -> [(UnlockRequest.Kind, Lock)]? {
    let questions = Questions(root: visit.target.root, backups: visit.target.backups)
    let facts = try await visit.session.probe(ProbeRequest(questions, sets: .all))
    var locks: [(UnlockRequest.Kind, Lock)] = []
    if let lock = facts.lock { locks.append((.root, lock)) }
    if let lock = facts.hostLock { locks.append((.host, lock)) }
    if locks.isEmpty { visit.console.answer("\(visit.title): not locked") }
    return locks.isEmpty ? nil : locks
  }

  private static func unlock(
    _ visit: Visit, _ locks: [(UnlockRequest.Kind, Lock)], _ wish: Wish
  ) async throws -> ExitCode {
    let (target, place, console) = (visit.target, visit.title, visit.console)
    for (kind, lock) in locks {
      let what = kind == .root ? place : "\(target.host.name.terminalSafe): what its roots share"
      console.answer("\(what): \(words(lock))")
      guard lock.standing != .alive || wish.isForced else {
        throw HostError(
          "the run \(lock.run) is at work: its process \(lock.process) lives",
          hint: "deployctl attach \(target.host.name):\(target.root) follows it; --force takes the lock from it")
      }
      guard wish.isAgreed || console.isInteractive else {
        console.say("there is no terminal to ask on: add --yes to take the lock away")
        return .usage
      }
      let isWanted = wish.isAgreed ? true : await Prompt.shared.confirm("take this lock away?")
      guard isWanted else { return .usage }
      try await visit.session.unlock(
        UnlockRequest(target, kind, lock, by: Author.word, reason: wish.reason, mayBeAlive: wish.isForced))
      console.answer("  taken away; the history of \(place) says why")
    }
    return .done
  }

  private static func words(_ lock: Lock) -> String {
    let standing =
      switch lock.standing {
      case .alive: "which lives"
      case .stale: "which is dead, so that the next run takes the lock over by itself"
      case .unseen: "of which the host cannot tell whether it lives"
      }
    let place = lock.backups.map { " in \($0)" } ?? ""
    return "locked by the run \(lock.run)\(place) (process \(lock.process), \(standing))".terminalSafe
  }
}
