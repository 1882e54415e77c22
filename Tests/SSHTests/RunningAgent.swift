import Reactor
import TestSupport

/// An ssh-agent for the time of a test.
final class RunningAgent {
  let socket: String
  private let folder: ScratchFolder
  private let process: ChildProcess

  /// Without a program that asks its user, it refuses a key that wants confirming.
  init(in folder: ScratchFolder, asking askpass: String = "/bin/false") async throws {
    self.folder = folder
    socket = folder.path("agent")
    // It ends with the shell's input.
    process = try ChildProcess(
      "/bin/sh", ["-c", #"ssh-agent -D -a "$0" & cat > /dev/null; kill "$!""#, socket],
      environment: ["SSH_ASKPASS=\(askpass)", "DISPLAY=none", "PATH=/usr/bin:/bin"])
    // It prints its socket's name once it listens.
    _ = try await Reactor.shared.wait(for: process.output.descriptor, .read, until: .now + .seconds(30))
  }

  func stop() {
    process.input.close()
  }

  /// Makes a key, gives it to the agent and returns its public half.
  @discardableResult
  func add(
    _ name: String, type: String = "ed25519", extra: [String] = [], confirming: Bool = false
  ) async throws -> String {
    let key = try await Tool.makeKey(folder.path(name), type: type, extra: extra)
    let arguments = ["SSH_AUTH_SOCK=\(socket)", "ssh-add", "-q"] + (confirming ? ["-c"] : []) + [folder.path(name)]
    try await Tool.run("/usr/bin/env", arguments)
    return key
  }
}
