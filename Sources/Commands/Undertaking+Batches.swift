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
    console.say("a later batch failed: taking back what \(names) committed")
    let undertaking = Undertaking(
      console: console, reach: reach, name: "rollback", place: place, targets: hosts.map(\.inOneBatch),
      planner: { Proposal.rollingBack($0, to: run.name, isOnly: true, Adoption.Wishes(), after: .untouched) },
      reconnectsFor: reconnectsFor, patience: patience, parallel: parallel)
    var ends = outcomes
    for (index, end) in zip(committed, await undertaking.undo()) where end.isCommitted {
      var course = Course()
      if isInterrupted { course.add(.aborted(step: 0)) }
      ends[index] = .ended(.reverted, course)
    }
    return ends
  }

  /// Carries a rollback out that nobody has to agree to any more.
  private func undo() async -> [Outcome] {
    let screen = Screen(console, options: reach.words)
    let run = fleetRun(screen, isRehearsal: false) { results in
      screen.show(results)
      return .proceed
    }
    let outcomes = await Interrupts.watch(run, console, leaving: { screen.leave($0.prospects) }) {
      await run.outcomes()
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

  fileprivate var isCommitted: Bool { if case .ended(.committed, _) = self { true } else { false } }

  fileprivate var isFailure: Bool {
    switch self {
    case .ended(.committed, _), .nothingToDo, .planned, .skipped: false
    case .ended, .unreachable, .refused, .leftAlone, .leftRunning: true
    }
  }
}
