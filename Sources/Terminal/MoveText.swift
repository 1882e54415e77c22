internal import Plan
internal import SourceText

/// How a checkout is moved, as a person reads it below its step.
enum MoveText {
  private static let shownFiles = 20

  static func lines(_ move: GitMove) -> [String] {
    let range = move.survey.range
    let from = line("from", move.commits.from, range?.subjects.from)
    let to = line("to", move.commits.to, range?.subjects.to)
    var lines = [from, to + (move.branch.map { ", on branch \($0.terminalSafe)" } ?? ", on no branch")]
    if let range {
      let files = range.files.count == 1 ? "1 file" : "\(range.files.count) files"
      let commits = range.count == 1 ? "1 commit" : "\(range.count) commits"
      lines.append("\(commits), \(files)" + (range.isForward ? "" : "; commits of before are left behind"))
      lines += range.files.prefix(shownFiles).map { "  \($0.change) \($0.path.terminalSafe)" }
      if range.files.count > shownFiles { lines.append("  and \(range.files.count - shownFiles) more") }
    }
    if !move.stashed.isEmpty { lines.append("local edits go into a stash: \(GitMove.list(move.stashed).terminalSafe)") }
    return lines.map { "    \($0)" }
  }

  private static func line(_ word: String, _ id: String, _ subject: String?) -> String {
    "\(word) \(CommitPair.short(id))" + (subject.map { " \($0.terminalSafe)" } ?? "")
  }
}
