internal import Plan
package import Playbook
package import Transaction

/// What to type when some hosts committed and others did not.
package struct LevellingText {
  /// The words of the command that was typed, as they reach the hosts: `-F FILE`.
  private let options: [String]
  /// The playbook, or what else named the hosts.
  private let place: String
  /// What a rollback was told to undo: `PLACE RUN`, perhaps with `--only`; nil for a deploy.
  private let undone: [String]?
  private let run: RunID?

  package init(_ place: String, undoing undone: [String]?, run: RunID?, options: [String]) {
    self.place = place
    self.undone = undone
    self.run = run
    self.options = options
  }

  /// Empty where the hosts do not differ.
  package func lines(_ targets: [Target], _ outcomes: [Outcome]) -> [String] {
    var committed: [String] = []
    var others: [String] = []
    for (target, outcome) in zip(targets, outcomes) {
      switch outcome {
      case .ended(.committed, _): committed.append(target.host.name)
      case .ended, .unreachable, .refused, .leftAlone: others.append(target.host.name)
      case .nothingToDo, .planned, .leftRunning: break
      }
    }
    guard !committed.isEmpty, !others.isEmpty, let run else { return [] }
    let again = undone.map { ["rollback"] + options + ["--limit", others.list] + $0 }
    return [
      "hosts differ: committed on \(committed.joined(separator: ", ")), not on \(others.joined(separator: ", "))",
      "  forward: \(typed(again ?? ["deploy"] + options + ["--limit", others.list, place]))",
      "  back:    \(typed(["rollback"] + options + ["--limit", committed.list, place, run.name]))",
    ]
  }

  private func typed(_ words: [String]) -> String {
    (["deployctl"] + words.map { String(decoding: ShellWord($0).text, as: UTF8.self) }).joined(separator: " ")
  }
}

extension [String] {
  fileprivate var list: String { joined(separator: ",") }
}
