internal import Plan
internal import Playbook

extension GitMove {
  /// As the runtime takes it: `FOLDER SECONDS FROM TO BRANCH REMOTE REF DRIFT`.
  func verb(seconds: Int) -> Verb {
    .checkout([
      ShellWord(folder.bytes), ShellWord(seconds), ShellWord(commits.from), ShellWord(commits.to),
      ShellWord(branch ?? ""), ShellWord(remote), ShellWord(ref ?? ""), stashesEdits ? "stash" : "fail",
    ])
  }
}
