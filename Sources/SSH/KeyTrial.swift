internal import Connection
internal import Reactor

/// Whether the OpenSSH client gets in by itself, with the keys that libssh2 cannot use.
typealias KeyTrial = @Sendable () async throws(CancellationError) -> Bool

extension OpenSSHCall {
  /// Lets ssh log in once, asking nobody; how a command ends there does not matter.
  func logsIn() async throws(CancellationError) -> Bool {
    do {
      let end = try await Subprocess.run(client, arguments + ["--", host, "exit 0"], deadline: .now + patience)
      return end.status != .exited(255)
    } catch let error as CancellationError {
      throw error
    } catch {
      return false
    }
  }
}
