package import Playbook

/// The exec request that starts a session: a few words that read the runtime from standard input and run it.
package struct Bootstrap: Sendable {
  /// A random word that begins every line of a reply.
  package let token: String
  /// The runtime, followed by the call that starts answering requests.
  package let program: [UInt8]
  private let become: Become?
  private let shell: String

  package init(token: String, become: Become?, shell: String = "/bin/sh") {
    self.token = token
    self.become = become
    self.shell = shell
    program = Array("set -- serve \(token) \(shell)\n".utf8) + Runtime.compact
  }

  /// The exec request's command.
  ///
  /// The login shell may be any (fish, tcsh, dropbear's ash), so the quoted text holds no quote, backslash, exclamation
  /// mark or newline; and sh must not read ahead, so the program is read by its length.
  ///
  /// A restricted shell (rbash) refuses `exec` and every command with a slash, says so and goes on: it gets the same once
  /// more, by names alone. Every other shell is gone by then.
  package var command: String {
    let words =
      "-c 'p=$(dd bs=\(program.count) count=1 iflag=fullblock 2>/dev/null; echo x); "
      + "p=${p%x}; if test ${#p} -eq \(program.count); then eval \"$p\"; else echo deployctl: the runtime did not arrive >&2; exit 70; fi'"
    let first = "exec \(sudo)\(shell) \(words)"
    // `sudo` takes a path as an argument, which no shell minds.
    return shell == "/bin/sh" ? "\(first); \(sudo.isEmpty ? "sh" : "\(sudo)\(shell)") \(words)" : first
  }

  private var sudo: String {
    switch become {
    case nil: ""
    case .user("root"): "sudo -n "
    // Accounts of a directory look like `CORP\anna`.
    case .user(let name): "sudo -n -H -u \(String(decoding: ShellWord(name).text, as: UTF8.self)) "
    }
  }
}
