internal import Plan
package import Transaction

/// How the program ends: the one table that help, documents and tests read.
package enum ExitCode: Int32, Sendable, CaseIterable {
  case done = 0
  case usage = 1
  case pending = 2
  case notChanged = 3
  case reverted = 4
  case needsPerson = 5
  case mixed = 6
  case leftRunning = 7
  case finding = 8
  case interrupted = 130

  package var meaning: String {
    switch self {
    case .done: "done, or nothing to do"
    case .usage: "usage, playbook or local error, declined, or no terminal to ask on; no host was changed"
    case .pending: "check --exit-code: changes are pending"
    case .notChanged:
      "a host could not be reached, was locked, refused by a check, or was skipped; nothing was changed there"
    case .reverted: "failed, and everything was reverted"
    case .needsPerson: "failed, and something needs a person: the report says what and where"
    case .mixed: "hosts differ: some committed, some did not; the report names them, and the commands that level them"
    case .leftRunning: "left running on the target"
    case .finding: "a finding, which the report names"
    case .interrupted: "interrupted, and everything was reverted"
    }
  }

  /// The code of a run over several hosts.
  package init(_ outcomes: [Outcome]) {
    var codes: Set<ExitCode> = []
    var committed = 0
    var undone = 0
    var untouched = 0
    var isSkipped = false
    for outcome in outcomes {
      switch outcome {
      case .unreachable, .refused, .leftAlone:
        untouched += 1
        codes.insert(.notChanged)
      // Somebody wanted it so: it is no difference to be levelled, and no failure that could have stopped the others.
      case .skipped: isSkipped = true
      case .planned, .nothingToDo: break
      case .leftRunning: codes.insert(.leftRunning)
      case .ended(.committed, let course):
        committed += 1
        if course.needsPerson { codes.insert(.needsPerson) }
      case .ended(.reverted, let course):
        undone += 1
        codes.insert(course.needsPerson ? .needsPerson : course.wasAborted ? .interrupted : .reverted)
      case .ended: codes.insert(.needsPerson)
      }
    }
    if committed > 0, undone + untouched > 0 { codes.insert(.mixed) }
    // Told to stop because of a host that dropped out at the last moment, not by the user.
    if codes.isSuperset(of: [.interrupted, .notChanged]) { codes.insert(.reverted) }
    if isSkipped { codes.insert(.notChanged) }
    let order: [ExitCode] = [.needsPerson, .mixed, .leftRunning, .reverted, .interrupted, .notChanged]
    self = order.first(where: codes.contains) ?? .done
  }
}
