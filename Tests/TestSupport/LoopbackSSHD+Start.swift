internal import Glibc
internal import Reactor

extension LoopbackSSHD {
  /// Starts a server in a fresh folder; nil if somebody else took the port between finding and using it.
  static func attempt(_ lines: [String], _ hostKeyType: String, _ password: String?) async throws -> LoopbackSSHD? {
    let folder = try ScratchFolder()
    let guardian = try ChildProcess("/bin/sh", ["-c", LoopbackSSHD.guardScript, "guard", folder.path])
    do {
      let port = try FreePort.find()
      let user = try await Tool.run("/usr/bin/id", ["-un"]).trimmed
      let hostKey = try await prepare(folder, lines, port, user, hostKeyType, password)
      _ = guardian.input.write(Array("go\n".utf8)[...])
      let server = LoopbackSSHD(port: port, folder: folder, hostKey: hostKey, user: user, guardian: guardian)
      if try await server.isUp() { return server }
    } catch {
      await LoopbackSSHD.dismiss(guardian)
      throw error
    }
    await LoopbackSSHD.dismiss(guardian)
    return nil
  }

  /// Writes everything that the server and its client read, and returns the public host key.
  private static func prepare(
    _ folder: ScratchFolder, _ lines: [String], _ port: Int, _ user: String, _ hostKeyType: String, _ password: String?
  ) async throws -> String {
    let hostKey = try await Tool.makeKey(folder.path("host_key"), type: hostKeyType)
      .split(separator: " ").prefix(2).joined(separator: " ")
    try folder.write(try await Tool.makeKey(folder.path("id_ed25519")), to: "authorized_keys")
    if let password {
      let hash = try await Tool.run("/usr/bin/openssl", ["passwd", "-6", "-stdin"], stdin: password).trimmed
      try folder.write("\(user):\(hash):19000:0:99999:7:::\n", to: "shadow")
      // A test may write other rules into it. Where there are none, sshd was made without PAM.
      if access("/etc/pam.d/sshd", R_OK) == 0 { try folder.write(Files.read("/etc/pam.d/sshd"), to: "pam") }
    }
    let usesPAM = try await AccountLock.needsPAM(user)
    try folder.write(serverConfig(lines, port, folder, usesPAM: usesPAM), to: "sshd_config")
    try folder.write(clientConfig(port, folder, user), to: "ssh_config")
    try folder.write("[127.0.0.1]:\(port) \(hostKey)\n", to: "known_hosts")
    try folder.write("", to: "log")
    mkdir(folder.path("home"), 0o700)
    // Where sshd as root leaves the unprivileged half of itself.
    if getuid() == 0 { mkdir("/run/sshd", 0o755) }
    return hostKey
  }

  // Each connection's sshd opens the log anew, after a change to the root folder: the names are absolute.
  // Everything is kept when sshd ends by itself, so that its log can be read; it is removed when standard input ends.
  private static let guardScript = #"""
    read -r go || exec rm -rf "$1"
    sshd='exec /usr/sbin/sshd -D -f "$0/sshd_config" -E "$0/log"'
    if [ -e "$1/shadow" ]; then
      pam=
      if [ -e "$1/pam" ]; then pam='&& mount --bind "$0/pam" /etc/pam.d/sshd'; fi
      unshare -m sh -c "mount --bind \"\$0/shadow\" /etc/shadow $pam && $sshd" "$1" </dev/null >/dev/null 2>&1 &
    else
      sh -c "$sshd" "$1" </dev/null >/dev/null 2>&1 &
    fi
    sshd=$!
    exec >/dev/null 2>&1
    cat
    # KILL, because a test may have stopped one of them, and a stopped process takes no other signal.
    kill -KILL $(cat "/proc/$sshd/task/$sshd/children") "$sshd"
    wait "$sshd"
    rm -rf "$1"
    """#

  /// Waits until the server says who it is; false if somebody else took its port.
  private func isUp() async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < deadline {
      let log = try log()
      if log.contains("Cannot bind") { return false }
      if ["fatal:", "Bad configuration"].contains(where: log.contains) { throw Mishap("sshd did not start: \(log)") }
      // The log comes first: on a port that was taken meanwhile, somebody else's server would answer.
      if log.contains("Server listening"), let banner = try await Banner.read(port: port, until: deadline) {
        return banner.hasPrefix("SSH-2.0-")
      }
      _ = try await Reactor.shared.wait(for: nil, until: .now + .milliseconds(5))
    }
    throw Mishap("sshd did not start in time: \(try log())")
  }

  private static func serverConfig(
    _ lines: [String], _ port: Int, _ folder: ScratchFolder, usesPAM: Bool
  ) -> String {
    (lines + [
      "ListenAddress 127.0.0.1", "Port \(port)", "HostKey \(folder.path("host_key"))",
      "PidFile \(folder.path("pid"))", "AuthorizedKeysFile \(folder.path("authorized_keys"))", "StrictModes no",
      "UsePAM \(usesPAM ? "yes" : "no")", "PasswordAuthentication no", "KbdInteractiveAuthentication no",
      "PermitRootLogin yes", "Subsystem sftp internal-sftp", "UseDNS no", "PrintMotd no",
      // The start-up files of the account are none of the tests' business.
      "SetEnv HOME=\(folder.path("home"))",
      // Of this one sshd takes the last value.
      lines.first { $0.hasPrefix("MaxStartups ") } ?? "MaxStartups 100",
    ]).joined(separator: "\n") + "\n"
  }

  private static func clientConfig(_ port: Int, _ folder: ScratchFolder, _ user: String) -> String {
    """
    Host target
    HostName 127.0.0.1
    Port \(port)
    User \(user)
    IdentityFile \(folder.path("id_ed25519"))
    IdentitiesOnly yes
    IdentityAgent none
    UserKnownHostsFile \(folder.path("known_hosts"))
    GlobalKnownHostsFile none
    StrictHostKeyChecking yes

    """
  }
}

extension String {
  fileprivate var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
