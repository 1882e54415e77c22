internal import Deploy
internal import Glibc
internal import Plan
internal import Playbook
internal import SourceText
internal import Terminal
internal import Transaction

/// The command `doctor`.
enum DoctorCommand {
  static let spec = CommandSpec(
    "doctor", "PLACE", "look whether a host is fit for a deploy, and say what to do where it is not",
    details: """
      PLACE is a playbook or HOST[:ROOT]. Looks at connection, account, sudo, tools, clock, systemd, journal, docker,
      compose, and at the root: writing, disk, lock, unfinished runs. Writes nothing.
      """,
    examples: ["doctor playbooks/site.yml", "doctor root@lms.example.com:/root/projects/lms"],
    exitCodes: [.done, .usage, .finding, .interrupted],
    options: Arguments.round
  ) { arguments, console in
    let place = try arguments.onlyWord("a place", "doctor")
    let reach = try Reach(arguments, console)
    let round = try Round(try Place.targets(place, arguments), reach, arguments, console)
    return await Interrupts.watch(nil, console) {
      let codes = await round.tour.each { target, console -> ExitCode in
        let checkup = await examine(target, reach, console)
        console.answer(target.host.name.terminalSafe)
        for line in CheckupText.lines(checkup, console.style) { console.answer("  \(line)") }
        return checkup.hasFindings ? .finding : .done
      }
      return Round.code(codes)
    }
  }

  private static func examine(_ target: Target, _ reach: Reach, _ console: Console) async -> Checkup {
    do {
      return try await reach.open(target, console).closing { session in
        var checkup = Checkup([Checkup.Line("connection", session.summary)])
        let place = await root(of: target, session)
        let target = place.target ?? target
        var questions = Questions(root: target.root, backups: target.backups)
        questions.ask(journalOf: .system)
        let facts = try await session.probe(ProbeRequest(questions))
        let before = time(nil)
        let answers = try await session.checkup()
        checkup.add(host: facts, answers, clock: (before + time(nil)) / 2)
        if place.target != nil {
          checkup.add(place: target, facts)
        } else {
          checkup.add("root", place.reason)
        }
        return checkup
      }
    } catch {
      let error = HostError(error)
      return Checkup([
        Checkup.Line("connection", error.message, advice: error.hint ?? "'ssh -v \(target.host.name)' tells more")
      ])
    }
  }

  /// Where nothing was deployed yet and no root is named, the host is looked at without one.
  private static func root(of target: Target, _ session: Session) async -> (target: Target?, reason: String) {
    do {
      return (try await session.settle(target), "")
    } catch {
      let error = HostError(error)
      return (nil, error.message + (error.hint.map { " (\($0))" } ?? ""))
    }
  }
}
