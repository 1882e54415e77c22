/// The state of a folder of the host that what has changed is added to.
package enum TreeBase: Sendable, Hashable {
  /// Nothing that is still there was copied to it.
  case nothing
  /// No one commit tells what is there, and why; what went since this origin can be known all the same.
  case unclear(String, TreeOrigin?)
  case commit(TreeOrigin)

  /// Finds out what a folder was copied from last, by the runs that were not taken back since.
  package init(of wanted: TreeOrigin, _ ledger: Ledger, _ history: [HistoryLine]) {
    let standings = RunStandings(history)
    let origins = ledger.origins.filter { $0.path == wanted.path && $0.from == wanted.from }
    guard let index = origins.lastIndex(where: { standings.isInForce($0.run) }) else {
      self = .nothing
      return
    }
    let last = origins[index]
    let changedSince = origins[..<index].last { origin in
      origin.run != last.run && standings.lastTurn(of: origin.run) > standings.verdict(of: last.run)
    }
    if last.commit == nil {
      let known = origins[..<index].last { standings.isInForce($0.run) && $0.commit != nil }
      self = .unclear("what \(last.run) copied is no commit's", known)
    } else if last.exclusions != wanted.exclusions {
      self = .unclear("\(last.run) left out other files", last)
    } else if let changedSince {
      self = .unclear("\(changedSince.run) was taken back or brought back after \(last.run)", last)
    } else {
      self = .commit(last)
    }
  }
}

/// Which runs are in force by a host's history.
struct RunStandings {
  /// By run: its first line, and its last one.
  private var first: [String: Int] = [:]
  private var last: [String: (index: Int, line: HistoryLine)] = [:]

  init(_ history: [HistoryLine]) {
    for (index, line) in history.enumerated() {
      if first[line.run] == nil { first[line.run] = index }
      last[line.run] = (index, line)
    }
  }

  /// False for a run that was taken back, and true for one whose taking back was itself taken back.
  func isInForce(_ run: String) -> Bool {
    var (run, answer) = (run, true)
    // A history that somebody wrote by hand may go in circles.
    for _ in 0...last.count {
      switch last[run]?.line.outcome {
      case .good?, nil: return answer
      case .restored?, .reverted?, .stuck?: return !answer
      case .bad?:
        answer.toggle()
        run = last[run]?.line.by ?? ""
      }
    }
    return false
  }

  /// When its verdict came, as a position in the history.
  func verdict(of run: String) -> Int { first[run] ?? Int.max }

  /// When it was last decided whether it is in force.
  func lastTurn(of run: String) -> Int {
    var (run, turn) = (run, -1)
    for _ in 0...last.count {
      guard let found = last[run] else { break }
      turn = max(turn, found.index)
      guard found.line.outcome == .bad else { break }
      run = found.line.by
    }
    return turn
  }
}
