internal import Deploy
internal import Glibc
internal import Playbook
internal import Transaction

/// A run of a command from the first question to the exit code.
struct Undertaking: Sendable {
  let console: Console
  let reach: Reach
  let name: String
  let targets: [Target]
  let planner: @Sendable (Target) -> Planner
  /// What a set keeps for people to read.
  var documents: [PrepareRequest.Document] = []
  var reconnectsFor = FleetRun.reconnectsFor

  /// Plans, asks and carries out.
  func carryOut(isAgreed: Bool) async -> ExitCode {
    let screen = Screen(console, options: reach.words)
    let consenting = Consenting(screen, console, isAgreed: isAgreed)
    let run = fleetRun(screen, isRehearsal: false) { await consenting.decide($0) }
    let outcomes = await Interrupts.watch(run, console, leaving: { screen.leave($0.prospects) }) {
      await run.outcomes()
    }
    if let reason = consenting.declined {
      console.say(reason)
      return .usage
    }
    screen.conclude(targets, outcomes)
    return ExitCode(outcomes)
  }

  /// Plans and shows, and changes nothing.
  func rehearse(_ show: @escaping @Sendable ([(Target, Result<Proposal, HostError>)]) -> Void) async -> [Outcome] {
    let screen = Screen(console, options: reach.words)
    let run = fleetRun(screen, isRehearsal: true) { results in
      screen.show(results)
      show(results)
      return .stop
    }
    let outcomes = await Interrupts.watch(run, console) { await run.outcomes() }
    screen.conclude(targets, outcomes)
    return outcomes
  }

  private func fleetRun(
    _ screen: Screen, isRehearsal: Bool,
    consent: @escaping @Sendable ([(Target, Result<Proposal, HostError>)]) async -> Consent
  ) -> FleetRun {
    let (reach, documents) = (reach, documents)
    var brief = FleetRun.Brief(
      targets: targets, candidates: RunID.candidates(playbook: name, at: Timestamp(secondsSinceEpoch: time(nil))),
      author: Author.word, connect: { try await reach.connect($0.host) }, planner: planner, consent: consent)
    brief.isRehearsal = isRehearsal
    brief.reconnectsFor = reconnectsFor
    brief.report = { screen.take($0) }
    brief.documents = { plan in
      documents + [PrepareRequest.Document(name: "plan", content: PlanDocument.text(plan))]
    }
    return FleetRun(brief)
  }
}
