internal import Plan
internal import Playbook

/// Who runs the commands of one step.
struct CommandAccount {
  private let name: String
  private let change: AccountChange

  /// Nil where it is whoever carries out the run.
  init?(of step: Step, in plan: Plan) {
    guard let name = step.account(in: plan.target) else { return nil }
    self.name = name
    change = plan.accountChanges[name] ?? AccountChange.none
  }

  /// What root's shell has to be told for this account's to be told the command.
  ///
  /// The command stays in the session that is ended when it is late.
  func command(_ text: [UInt8]) -> [UInt8] {
    // No command is none as any account.
    guard !text.isEmpty else { return [] }
    let user = ShellWord.quotedForShell(Array(name.utf8))
    var words = Array("unset XDG_RUNTIME_DIR DBUS_SESSION_BUS_ADDRESS; ".utf8)
    switch change {
    case .setpriv(let program, let group, let home):
      words += Array("HOME=".utf8) + ShellWord.quotedForShell(Array(home.utf8))
      for variable in ["USER", "LOGNAME"] { words += Array(" \(variable)=".utf8) + user }
      words += Array("; export HOME USER LOGNAME; exec ".utf8) + ShellWord.quotedForShell(Array(program.utf8))
      words += Array(" --reuid=".utf8) + user
      words += Array(" --regid=\(group) --init-groups".utf8)
    case .runuser(let program):
      words += Array("exec ".utf8) + ShellWord.quotedForShell(Array(program.utf8)) + Array(" -u ".utf8) + user
      words += Array(" --".utf8)
    // The plan is refused, so this is for nobody to run; least of all for root.
    case .absent, .none: return Array("exit 126".utf8)
    }
    return words + Array(" /bin/sh -c ".utf8) + ShellWord.quotedForShell(text)
  }
}
