internal import Connection
internal import Playbook

extension Become {
  /// Why sudo or doas did not start a shell, as far as its words tell.
  enum Trouble: CaseIterable {
    case wrongPassword, passwordWanted, terminalWanted, notListed, notAllowed, expired, unknownUser, noNewPrivileges
  }

  /// The words are sudo's and doas's own, in English; in another language the message stands alone.
  func trouble(_ words: String) -> Trouble? {
    Trouble.allCases.first { trouble in trouble.words.contains { words.contains($0) } }
  }

  func hint(_ status: ExitStatus, _ words: String) -> String? {
    let isMissing = status == .code(127) || ["not found", "Unknown command"].contains { words.contains("\($0)") }
    guard let trouble = trouble(words) else {
      guard isMissing, words.contains(method.rawValue) else {
        return words.contains("\(method): ") ? "'become' starts /bin/sh as \(user) through \(method)" : nil
      }
      let other = method == .sudo ? Method.doas : .sudo
      return "the host has no \(method): install it, or write become: { method: \(other) }, or log in as \(user)"
    }
    switch trouble {
    case .wrongPassword: return "sudo asked for the password as often as it does, and accepted no answer"
    case .passwordWanted where method == .doas:
      return "doas reads a password from a terminal only: give the account 'permit nopass' in doas.conf, or use sudo"
    case .passwordWanted:
      return "run it on a terminal, where the password is asked for, or name a file that holds it: "
        + "--become-password-file FILE; or allow it without a password (NOPASSWD)"
    case .terminalWanted:
      return
        "sudoers says requiretty, which no program can satisfy: add a line 'Defaults:ACCOUNT !requiretty' with visudo"
    case .notListed where method == .doas:
      return "doas.conf has to permit it: 'permit nopass ACCOUNT as \(user)'"
    case .notListed: return "add the account to sudoers with visudo, or log in as one that may become \(user)"
    case .notAllowed:
      return "sudoers has to let the account run /bin/sh as \(user): a list of single commands is not enough"
    case .expired: return "the account is locked or expired there: 'chage -l ACCOUNT' tells"
    case .unknownUser: return "there is no account \(user) on the host"
    case .noNewPrivileges:
      return "the account's processes may never become another one (no_new_privs): log in as \(user)"
    }
  }
}

extension Become.Trouble {
  fileprivate var words: [String] {
    switch self {
    case .wrongPassword: ["incorrect password attempt"]
    case .passwordWanted:
      [
        "a password is required", "no password was provided", "a terminal is required to read",
        "Authentication required",
        "Authorization required",
      ]
    case .terminalWanted: ["you must have a tty"]
    case .notListed: ["is not in the sudoers file", "doas: Operation not permitted", "may not run sudo"]
    case .notAllowed: ["is not allowed to execute", "is not allowed to run sudo"]
    case .expired:
      ["account validation failure", "ccount or password is expired", "ccount has expired", "ccount expired"]
    case .unknownUser: ["unknown user"]
    case .noNewPrivileges: ["no new privileges"]
    }
  }
}
