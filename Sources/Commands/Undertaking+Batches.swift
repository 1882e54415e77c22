internal import Deploy
internal import Plan
internal import Playbook
internal import SourceText
internal import Transaction

extension Undertaking {
  /// Where all hosts stand or fall together, takes back what earlier batches committed before a later one failed.
  ///
  /// A batch has committed when the next one begins, so this is a rollback, a run of its own.
  func takeBack(_ outcomes: [Outcome], of run: RunID?, isInterrupted: Bool) async -> [Outcome] {
    let committed = targets.indices.filter { outcomes[$0].isCommitted }
    guard let run, let conduct = targets.first?.conduct, conduct.onFailure == .revertAll,
      conduct.strategy.batches(of: targets.count).count > 1, !committed.isEmpty,
      outcomes.contains(where: \.isFailure)
    else { return outcomes }
    let hosts = committed.map { targets[$0] }
    let names = hosts.map(\.host.name).joined(separator: ", ").terminalSafe
    guard !outcomes.contains(where: \.mayCommitUnseen) else {
      console.say("a host that may still commit is not heard of any more: what \(names) committed stays as well")
      return outcomes
    }
    console.say("a later batch failed: taking back what \(names) committed")
    let undertaking = Undertaking(
      console: console, reach: reach, name: "rollback", place: place, targets: hosts.map(\.inOneBatch),
      planner: { Proposal.rollingBack($0, to: run.name, isOnly: true, Adoption.Wishes(), after: .untouched) },
      reconnectsFor: reconnectsFor, patience: patience, parallel: parallel,
      verbosity: verbosity)
    var ends = outcomes
    let farewell = "interrupted; what \(names) committed stays: deployctl rollback \(place) \(run.name)"
    for (index, end) in zip(committed, await undertaking.undo(saying: farewell)) {
      ends[index] = ends[index].takenBack(end, isInterrupted: isInterrupted)
    }
    return ends
  }

  /// Carries a rollback out that nobody has to agree to any more, on every host that can.
  private func undo(saying farewell: String) async -> [Outcome] {
    let screen = Screen(console, options: reach.words, verbosity, watching: targets)
    let run = fleetRun(screen, isRehearsal: false, isEachForItself: true) { results in
      screen.show(results)
      return .proceed
    }
    let outcomes = await Interrupts.watch(
      run, console, saying: farewell, code: .mixed, leaving: { screen.leave($0.prospects) }
    ) {
      await screen.during { await run.outcomes() }
    }
    screen.conclude(targets, outcomes)
    return outcomes
  }
}

extension Target {
  /// A rollback of a part of the hosts does not go by the playbook's batches, and each host goes as far as it can.
  fileprivate var inOneBatch: Target {
    var target = self
    target.conduct.strategy = Strategy()
    target.conduct.onFailure = .revertFailed
    // It was there when it committed.
    target.conduct.onUnreachable = .fail
    return target
  }
}

extension Outcome {
  var hasFailed: Bool { if case .ended(_, let course) = self { course.failure != nil } else { false } }

  /// What the host is left with, whose commit was to be undone and where that ended so.
  fileprivate func takenBack(_ end: Outcome, isInterrupted: Bool) -> Outcome {
    switch end {
    case .ended(.committed, var course):
      if isInterrupted { course.add(.aborted(step: 0)) }
      return .ended(.reverted, course)
    // It went back to what the run had made, perhaps with something that a person has to see.
    case .ended(.reverted, let course): return .ended(.committed, course)
    case .ended, .leftRunning: return end
    case .unreachable, .skipped, .refused, .planned, .nothingToDo, .leftAlone: return self
    }
  }

  /// Whether nobody sees what the host will do, and nothing keeps it from committing.
  fileprivate var mayCommitUnseen: Bool {
    switch self {
    case .leftRunning(_, .commits), .leftRunning(_, .byItsGates): true
    default: false
    }
  }

  fileprivate var isCommitted: Bool { if case .ended(.committed, _) = self { true } else { false } }

  fileprivate var isFailure: Bool {
    switch self {
    case .ended(.committed, _), .nothingToDo, .planned, .skipped: false
    case .ended, .unreachable, .refused, .leftAlone, .leftRunning: true
    }
  }
}
