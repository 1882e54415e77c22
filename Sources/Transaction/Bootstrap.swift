package import Playbook

/// The exec request that starts a session: a few words that read the runtime from standard input and run it.
package struct Bootstrap: Sendable {
  /// A random word that begins every line of a reply.
  package let token: String
  /// What the runtime is called with.
  private let call: [UInt8]
  /// One for all hosts, and so not joined with the call before it is sent.
  private let runtime: [UInt8]
  private let become: Become?
  /// Whether a password can be given when sudo wants one.
  private let answersSudo: Bool
  private let shell: String

  private init(
    token: String, become: Become?, answersSudo: Bool, shell: String, call: [UInt8], runtime: [UInt8]
  ) {
    self.token = token
    self.become = become
    self.answersSudo = answersSudo
    self.shell = shell
    self.call = call
    self.runtime = runtime
  }

  package init(
    token: String, become: Become?, answersSudo: Bool = false, shell: String = "/bin/sh",
    runtime: [UInt8] = Runtime.compact
  ) {
    self.init(
      token: token, become: become, answersSudo: answersSudo, shell: shell,
      call: Array("set -- serve \(token) \(shell)\n".utf8), runtime: runtime)
  }

  /// The call that starts answering requests, and the runtime, without the newline at its end: `$(…)` takes it away.
  package var program: [UInt8] { call + runtime.dropLast(endings) }

  private var endings: Int { runtime.last == UInt8(ascii: "\n") ? 1 : 0 }
  private var size: Int { call.count + runtime.count - endings }

  /// What takes parts of large contents in, beside the session of this bootstrap; nil where sudo may ask for a password.
  package func carrier(into backups: AbsolutePath, as owner: String) -> Bootstrap? {
    guard !isAnnounced else { return nil }
    var program = Runtime.carrier
    program.add("carry", ShellWord(token), ShellWord(backups.bytes + Array("/.incoming".utf8)), ShellWord(owner))
    return Bootstrap(token: token, become: become, answersSudo: false, shell: shell, call: [], runtime: program)
  }

  /// True where the program may be sent only after the reply `begun`: before it, sudo may read from the same input.
  package var isAnnounced: Bool { answersSudo && become?.method == .sudo }

  /// The exec request's command.
  ///
  /// The login shell may be any (fish, tcsh, dropbear's ash), so the quoted text holds no quote, backslash, exclamation
  /// mark or newline; and sh must not read ahead, so the program is read by its length.
  ///
  /// A restricted shell (rbash) refuses `exec` and every command with a slash, says so and goes on: it gets the same once
  /// more, by names alone. Every other shell is gone by then.
  package var command: String {
    let words = "-c '\(script)'"
    let first = "exec \(prefix)\(shell) \(words)"
    // `sudo` takes a path as an argument, which no shell minds.
    return shell == "/bin/sh" ? "\(first); \(prefix.isEmpty ? "sh" : "\(prefix)\(shell)") \(words)" : first
  }

  /// What sh is told, which sudo repeats where it does not let it run.
  package var script: String {
    (isAnnounced ? "echo; echo @\(token) begun; " : "")
      + "program=$(dd bs=\(size) count=1 iflag=fullblock 2>/dev/null); "
      + "if test ${#program} -eq \(size); then eval \"$program\"; else echo deployctl: the runtime did not arrive >&2; exit 70; fi"
  }

  /// What makes the login account another one.
  private var prefix: String {
    guard let become else { return "" }
    // Accounts of a directory look like `CORP\anna`.
    let user = ShellWord(become.user).string
    switch become.method {
    case .doas: return "doas -n -u \(user) "
    case .sudo:
      let asking = isAnnounced ? "-S -p '\(PasswordPrompt(token: token).text)'" : "-n"
      return become.user == "root" ? "sudo \(asking) " : "sudo \(asking) -H -u \(user) "
    }
  }
}
