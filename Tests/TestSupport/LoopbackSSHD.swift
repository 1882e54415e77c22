internal import Glibc
internal import Reactor

/// A real sshd on 127.0.0.1, for the time of a test.
///
/// A small shell guards it: when `stop` closes the guard's standard input, or the test process dies in whatever way, the
/// guard ends sshd and removes the folder.
package final class LoopbackSSHD {
  package let port: Int
  /// Holds everything of this server; tests may add files.
  package let folder: ScratchFolder
  /// The client's ssh config, in which this server is called `target`.
  package var clientConfig: String { folder.path("ssh_config") }
  package var knownHosts: String { folder.path("known_hosts") }
  package var identity: String { folder.path("id_ed25519") }
  /// The server's public host key as `type base64`.
  package let hostKey: String
  /// The account to log in to: whoever runs the test.
  package let user: String

  private let guardian: ChildProcess

  private init(
    port: Int, folder: ScratchFolder, hostKey: String, user: String, guardian: ChildProcess
  ) {
    self.port = port
    self.folder = folder
    self.hostKey = hostKey
    self.user = user
    self.guardian = guardian
  }

  /// Starts a server whose configuration begins with these lines; sshd takes the first value it meets.
  package static func start(
    _ lines: [String] = [], hostKeyType: String = "ed25519"
  ) async throws -> LoopbackSSHD {
    let folder = try ScratchFolder()
    do {
      return try await start(lines, hostKeyType, in: folder)
    } catch {
      try await Tool.run("/bin/rm", ["-rf", folder.path])
      throw error
    }
  }

  /// Ends the server and removes its folder.
  package func stop() async {
    guardian.input.close()
    while guardian.status() == nil {
      // Also in a cancelled task, where no wait succeeds.
      let identifier = guardian.exitDescriptor
      await Task { _ = try await Reactor.shared.wait(for: identifier, .read) }.finished
    }
  }

  /// What the server has logged so far.
  package func log() throws -> String {
    try folder.read("log")
  }

  /// Lets a further key log in.
  package func authorize(_ publicKey: String) throws {
    let authorized = try folder.read("authorized_keys")
    try folder.write(authorized + publicKey, to: "authorized_keys")
  }

  /// Adds lines for this server to the client's ssh config, before all others.
  package func configureClient(_ lines: [String]) throws {
    let config = try folder.read("ssh_config")
    try folder.write((["Host target"] + lines).joined(separator: "\n") + "\n" + config, to: "ssh_config")
  }

  private static func start(
    _ lines: [String], _ hostKeyType: String, in folder: ScratchFolder
  ) async throws -> LoopbackSSHD {
    let user = try await Tool.run("/usr/bin/id", ["-un"]).trimmed
    let hostKey = try await Tool.makeKey(folder.path("host_key"), type: hostKeyType)
    let key = try await Tool.makeKey(folder.path("id_ed25519"))
    let words = hostKey.split(separator: " ").prefix(2).joined(separator: " ")
    try folder.write(key, to: "authorized_keys")
    try folder.write("", to: "log")
    mkdir(folder.path("home"), 0o700)
    // Where sshd as root leaves the unprivileged half of itself.
    if getuid() == 0 { mkdir("/run/sshd", 0o755) }
    for _ in 0..<20 {
      let port = try FreePort.find()
      let usesPAM = try await AccountLock.needsPAM(user)
      try folder.write(serverConfig(lines, port, folder, usesPAM: usesPAM), to: "sshd_config")
      try folder.write(clientConfig(port, folder, user), to: "ssh_config")
      try folder.write("[127.0.0.1]:\(port) \(words)\n", to: "known_hosts")
      let guardian = try ChildProcess("/bin/sh", ["-c", LoopbackSSHD.guardScript, "guard", folder.path])
      let server = LoopbackSSHD(port: port, folder: folder, hostKey: words, user: user, guardian: guardian)
      if try await server.isUp() { return server }
      // Somebody else took the port between finding and using it.
      guard try server.log().contains("in use") else {
        throw Tool.Failure(description: "sshd did not start: \(try server.log())")
      }
    }
    throw Tool.Failure(description: "no free port for sshd")
  }

  // Everything is kept when sshd ends by itself, so that its log can be read; it is removed when standard input ends.
  private static let guardScript = """
    cd "$1" || exit 1
    /usr/sbin/sshd -D -f sshd_config -E log </dev/null >/dev/null 2>&1 &
    sshd=$!
    exec >/dev/null 2>&1
    cat
    kill $(cat "/proc/$sshd/task/$sshd/children") "$sshd"
    wait "$sshd"
    cd / && rm -rf "$1"
    """

  /// Waits until the server says who it is; false if it has ended.
  private func isUp() async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < deadline {
      if let banner = try await Banner.read(port: port, until: deadline), banner.hasPrefix("SSH-2.0-") { return true }
      let log = try log()
      if ["fatal:", "terminating", "Bad configuration", "Cannot bind"].contains(where: log.contains) { return false }
      _ = try await Reactor.shared.wait(for: nil, until: .now + .milliseconds(5))
    }
    return false
  }

  private static func serverConfig(
    _ lines: [String], _ port: Int, _ folder: ScratchFolder, usesPAM: Bool
  ) -> String {
    (lines + [
      "ListenAddress 127.0.0.1", "Port \(port)", "HostKey \(folder.path("host_key"))",
      "PidFile \(folder.path("pid"))", "AuthorizedKeysFile \(folder.path("authorized_keys"))", "StrictModes no",
      "UsePAM \(usesPAM ? "yes" : "no")", "PasswordAuthentication no", "KbdInteractiveAuthentication no",
      "PermitRootLogin yes", "Subsystem sftp internal-sftp", "UseDNS no", "PrintMotd no", "MaxStartups 100",
      // The start-up files of the account are none of the tests' business.
      "SetEnv HOME=\(folder.path("home"))",
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

/// Runs the body with a server that is gone afterwards.
package func withLoopbackSSHD<Value>(
  _ lines: [String] = [], hostKeyType: String = "ed25519", _ body: (LoopbackSSHD) async throws -> Value
) async throws -> Value {
  let server = try await LoopbackSSHD.start(lines, hostKeyType: hostKeyType)
  do {
    let value = try await body(server)
    await server.stop()
    return value
  } catch {
    await server.stop()
    throw error
  }
}

extension Task where Failure == any Error {
  /// Waits for the end, whatever it is.
  fileprivate var finished: Void {
    get async { _ = await result }
  }
}

extension String {
  fileprivate var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
