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

  init(
    port: Int, folder: ScratchFolder, hostKey: String, user: String, guardian: ChildProcess
  ) {
    self.port = port
    self.folder = folder
    self.hostKey = hostKey
    self.user = user
    self.guardian = guardian
  }

  /// Starts a server whose configuration begins with these lines; sshd takes the first value it meets.
  ///
  /// With a password, the account has that one for this server only: the file that says so is mounted over the real one
  /// where nobody else sees it. That takes root, see `canSetPasswords`.
  package static func start(
    _ lines: [String] = [], hostKeyType: String = "ed25519", password: String? = nil
  ) async throws -> LoopbackSSHD {
    for _ in 0..<20 {
      if let server = try await attempt(lines, hostKeyType, password) { return server }
    }
    throw Mishap("no port for sshd stays free long enough")
  }

  /// Whether `start` can give the account a password.
  package static func canSetPasswords() async throws -> Bool {
    guard getuid() == 0, access("/usr/bin/openssl", X_OK) == 0 else { return false }
    let trial = try await Subprocess.run(
      "/usr/bin/unshare", ["-m", "mount", "--bind", "/etc/shadow", "/etc/shadow"], deadline: .now + .seconds(30))
    return trial.status == .exited(0)
  }

  /// Ends the server and removes its folder.
  package func stop() async {
    await LoopbackSSHD.dismiss(guardian)
  }

  static func dismiss(_ guardian: ChildProcess) async {
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
}

/// Runs the body with a server that is gone afterwards.
package func withLoopbackSSHD<Value>(
  _ lines: [String] = [], hostKeyType: String = "ed25519", password: String? = nil,
  _ body: (LoopbackSSHD) async throws -> Value
) async throws -> Value {
  let server = try await LoopbackSSHD.start(lines, hostKeyType: hostKeyType, password: password)
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
