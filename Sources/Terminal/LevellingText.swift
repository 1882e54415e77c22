internal import Plan
package import Playbook
package import Transaction

/// What to type when some hosts committed and others did not, or were left out.
package struct LevellingText {
  /// The words of the command that was typed, as they reach the hosts: `-F FILE`.
  private let options: [String]
  /// The words that only a deploy takes: `--tags TAGS`.
  private let choice: [String]
  /// The playbook, or what else named the hosts.
  private let place: String
  /// What a rollback was told to undo: `PLACE RUN`, perhaps with `--only`; nil for a deploy.
  private let undone: [String]?
  private let run: RunID?

  package init(
    _ place: String, undoing undone: [String]?, run: RunID?, options: [String], choice: [String] = []
  ) {
    self.place = place
    self.undone = undone
    self.run = run
    self.options = options
    self.choice = choice
  }

  /// Empty where the hosts do not differ and none was left out.
  package func lines(_ targets: [Target], _ outcomes: [Outcome]) -> [String] {
    var committed: [String] = []
    var others: [String] = []
    var leftOut: [String] = []
    for (target, outcome) in zip(targets, outcomes) {
      switch outcome {
      case .ended(.committed, _): committed.append(target.host.name)
      case .ended, .unreachable, .refused, .leftAlone: others.append(target.host.name)
      case .skipped: leftOut.append(target.host.name)
      case .nothingToDo, .planned, .leftRunning: break
      }
    }
    func again(_ hosts: [String]) -> String {
      typed(
        undone.map { ["rollback"] + options + ["--limit", hosts.list] + $0 }
          ?? ["deploy"] + options + choice + ["--limit", hosts.list, place])
    }
    var lines: [String] = []
    // Where the others did not come through either, all of them are for the next time.
    if !leftOut.isEmpty, others.isEmpty || !committed.isEmpty {
      lines = ["left out: \(leftOut.joined(separator: ", "))", "  once they answer: \(again(leftOut))"]
    }
    guard !committed.isEmpty, !others.isEmpty, let run else { return lines }
    return lines + [
      "hosts differ: committed on \(committed.joined(separator: ", ")), not on \(others.joined(separator: ", "))",
      "  forward: \(again(others))",
      "  back:    \(typed(["rollback"] + options + ["--limit", committed.list, place, run.name]))",
    ]
  }

  private func typed(_ words: [String]) -> String {
    (["deployctl"] + words.map { ShellWord($0).string }).joined(separator: " ")
  }
}

extension [String] {
  fileprivate var list: String { joined(separator: ",") }
}
