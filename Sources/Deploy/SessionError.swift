package import Connection
package import Playbook

/// A conversation that broke off.
package enum SessionError: Error, Sendable {
  /// The account answered, but not with what it was told to run.
  case neverBegan(ExitStatus, lastWords: String, become: Become?)
  case ended(ExitStatus, lastWords: String)
  case silent(Duration)
  case malformed(String)
  /// Sudo wants a password, and nobody gave one.
  case passwordMissing(account: String)
  case passwordRefused(account: String, by: String)
  /// Sudo wants a password that it has no reason to want.
  case passwordOfAnother(account: String)
  /// Sudo neither started anything nor asked for a password.
  case sudoSilent(Duration, lastWords: String)

  package var message: String {
    switch self {
    case .neverBegan(let status, let lastWords, _) where Self.isForced(status, lastWords):
      "a forced command answered instead of the shell" + (lastWords.isEmpty ? "" : ": \(lastWords)")
    case .neverBegan(let status, let lastWords, _), .ended(let status, let lastWords):
      "the session ended (\(status))" + (lastWords.isEmpty ? "" : ": \(lastWords)")
    case .silent(let patience): "no answer for \(patience.components.seconds) s"
    case .malformed(let reply): "an answer that cannot be read: \(reply)"
    case .passwordMissing(let account): "sudo wants the password of \(account)"
    case .passwordRefused(let account, let host): "sudo at \(host) refused the password of \(account)"
    case .passwordOfAnother(let account):
      "sudo wants the password of \(account), who neither logs in here nor is who 'become' names"
    case .sudoSilent(let patience, let lastWords):
      "sudo neither began nor asked for a password within \(patience.components.seconds) s"
        + (lastWords.isEmpty ? "" : ": \(lastWords)")
    }
  }

  package var hint: String? {
    switch self {
    case .silent:
      return "is the host overloaded, or does something hang there, such as a mount of the network"
    case .malformed:
      return "does something between here and there, or a start-up file there, write into sessions"
    case .ended:
      return "was it killed there, for want of memory perhaps (dmesg), or by sshd (journalctl -u ssh)"
    case .passwordMissing:
      return "run it on a terminal, where it is asked for, or name a file that holds it: --become-password-file FILE"
    case .passwordRefused: return "until one host accepts a password, no other is tried with it"
    case .passwordOfAnother: return "it was given none; look at 'Defaults' and 'passprompt' in sudoers there"
    case .sudoSilent:
      return "only a password can be answered: for a code or a key that is touched, allow it without (NOPASSWD)"
    case .neverBegan(let status, let lastWords, let become):
      // The bootstrap has its own words where it was run.
      guard !lastWords.split(separator: "\n").contains(where: { $0.hasPrefix("deployctl: ") }) else { return nil }
      if let become, let hint = become.hint(status, lastWords) { return hint }
      if lastWords.contains("restricted") {
        return "the login shell is restricted and finds no 'sh': let its PATH have one, or deploy as another account"
      }
      if ["No space left on device", "Disk quota exceeded"].contains(where: lastWords.contains) {
        return "a filesystem there is full, or the account has used up its quota: see 'df -h', 'df -i' and 'quota'"
      }
      if Self.isForced(status, lastWords) {
        return
          "this key ('command=' in authorized_keys) or account (ForceCommand in sshd_config) is bound to one command; "
          + "deployctl needs a key that may run a shell, also to check: give it one of its own"
      }
      return "the account does not run commands: is its login shell one such as nologin, or does a ForceCommand or a "
        + "'command=' in authorized_keys answer instead?"
    }
  }

  /// Whether something else than a login shell was started: a shell that was told what it was told does not succeed
  /// without an answer, and what is made to be forced speaks of itself.
  private static func isForced(_ status: ExitStatus, _ lastWords: String) -> Bool {
    status == .code(0)
      || ["SSH_ORIGINAL_COMMAND", "rrsync", "allows sftp connections only", "git-shell", "borg serve"]
        .contains(where: lastWords.contains)
  }

  /// Whether a session that ended so may have ended for its password: all but what is known to have another reason.
  var mayBlamePassword: Bool {
    guard case .neverBegan(_, let lastWords, let become?) = self else { return false }
    return become.trouble(lastWords).map { $0 == .wrongPassword } ?? true
  }
}
