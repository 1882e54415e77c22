internal import Deploy
internal import Glibc
internal import Plan
internal import Playbook
internal import SourceText
internal import Terminal
internal import Transaction

/// A run of a command from the first question to the exit code.
struct Undertaking: Sendable {
  let console: Console
  let reach: Reach
  let name: String
  /// What named the hosts on the command line.
  let place: String
  /// What a rollback was told to undo.
  var undone: [String]?
  /// Options that a command printed for later has to repeat, beside those that reach the hosts.
  var options: [String] = []
  /// Options of a deploy that chose some of the steps.
  var choice: [String] = []
  let targets: [Target]
  var planner: @Sendable (Target) -> Planner
  /// What a plan is made from that lies on this machine.
  var sources: PendingSources?
  /// What a set keeps for people to read.
  var documents: [PrepareRequest.Document] = []
  var reconnectsFor = FleetRun.reconnectsFor
  /// How long hosts wait for each other.
  var patience = FleetRun.patience
  /// How many hosts are worked on at once.
  var parallel = FleetRun.parallel

  var verbosity = Verbosity.usual

  /// What a program is told in the end; nil where only people read.
  var record: Record?

  /// Where another run is at work: how long to stand in line.
  var queue: Queue?

  /// Plans, asks and carries out; where another run was faster and there is time, from the beginning.
  func carryOut(_ agreement: Agreement) async throws -> ExitCode {
    var turn = Queue.Turn()
    while true {
      let screen = Screen(console, options: reach.words, verbosity, watching: targets)
      let consenting = Consenting(screen, console, agreement)
      let run = fleetRun(screen, isRehearsal: false) { await consenting.decide($0) }
      let outcomes = await Interrupts.watch(run, console, leaving: { screen.leave($0.prospects) }) {
        await screen.during { await run.outcomes() }
      }
      if let failure = sources?.failure { throw failure }
      if let reason = consenting.declined {
        console.say(reason)
        record?.conclude(targets, outcomes, run: nil)
        record?.decline(reason)
        return .usage
      }
      if outcomes.wereOutrun, await mayTryAgain(&turn) {
        record?.clear()
        continue
      }
      screen.conclude(targets, outcomes)
      let ends = await takeBack(outcomes, of: screen.run, isInterrupted: run.isAborted)
      record?.conclude(targets, ends, run: screen.run)
      let levelling = LevellingText(
        place, undoing: undone, run: screen.run, options: reach.words + options, choice: choice)
      for line in levelling.lines(targets, ends) { console.answer(line.terminalSafe) }
      let code = ExitCode(ends)
      // Hosts that were never let go count as unchanged, and no failure kept them from it.
      return code == .reverted && run.isAborted && !ends.contains(where: \.hasFailed) ? .interrupted : code
    }
  }

  private func mayTryAgain(_ turn: inout Queue.Turn) async -> Bool {
    guard let queue else { return false }
    console.say("another run was faster; nothing was changed, and it is planned anew")
    var next = turn
    // A signal ends the program while it waits.
    let isTime = await Interrupts.watch(nil, console) {
      do {
        let isTime = try await queue.take(&next)
        return (isTime, next)
      } catch {
        return (false, next)
      }
    }
    turn = isTime.1
    return isTime.0
  }

  /// Plans and shows, and changes nothing.
  func rehearse(
    _ show: @escaping @Sendable ([(Target, Result<Proposal, HostError>)]) -> Void
  ) async throws -> [Outcome] {
    let screen = Screen(console, options: reach.words, verbosity, watching: targets)
    let run = fleetRun(screen, isRehearsal: true) { results in
      screen.show(results)
      show(results)
      return .stop
    }
    let outcomes = await Interrupts.watch(run, console) { await screen.during { await run.outcomes() } }
    if let failure = sources?.failure { throw failure }
    record?.conclude(targets, outcomes, run: nil)
    screen.conclude(targets, outcomes)
    return outcomes
  }

  func fleetRun(
    _ screen: Screen, isRehearsal: Bool, isEachForItself: Bool = false,
    consent: @escaping @Sendable ([(Target, Result<Proposal, HostError>)]) async -> Consent
  ) -> FleetRun {
    let (reach, sources, documents, record) = (reach, sources, documents, record)
    sources?.begin()
    var brief = FleetRun.Brief(
      targets: targets, candidates: RunID.candidates(playbook: name, at: Timestamp(secondsSinceEpoch: time(nil))),
      author: Author.word, connect: { try await reach.connect($0.host) },
      planner: { [planner, queue] target in queue?.patient(target, planner(target)) ?? planner(target) },
      consent: { results in
        // It is told once, and not as what is wrong with a host.
        if sources?.failure != nil { return .stop }
        record?.take(results)
        return await consent(results)
      })
    brief.isRehearsal = isRehearsal
    brief.isEachForItself = isEachForItself
    brief.connectAnew = { try await reach.connect($0.host, isFresh: true) }
    brief.passwords = reach.passwords
    brief.reconnectsFor = reconnectsFor
    brief.patience = patience
    brief.parallel = parallel
    brief.report = { notice in
      record?.take(notice)
      screen.take(notice)
    }
    brief.documents = { plan in
      documents + [PrepareRequest.Document(name: "plan", content: PlanDocument.text(plan))]
    }
    return FleetRun(brief)
  }
}
