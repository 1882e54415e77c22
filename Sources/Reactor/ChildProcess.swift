internal import CLinux
internal import Glibc

/// A child process with its three streams on pipes, in a session of its own.
///
/// It inherits no other descriptor, no blocked signal and no terminal. When this object goes, the streams are closed and
/// the process, if it still runs, is left to itself and collected when it ends.
package final class ChildProcess {
  package let identifier: Int32
  package let exitDescriptor: Int32
  package let input: PipeEnd
  package let output: PipeEnd
  package let errorOutput: PipeEnd
  private var collected: ProcessStatus?

  /// Starts the executable at this path; without an environment it gets this process's own.
  package init(_ executable: String, _ arguments: [String], environment: [String]? = nil) throws(SpawnError) {
    let input = try Pipe(for: executable)
    let output = try Pipe(for: executable)
    let errorOutput = try Pipe(for: executable)
    defer { for pipe in [input.read, output.write, errorOutput.write] { close(pipe) } }
    self.input = PipeEnd(owning: input.write)
    self.output = PipeEnd(owning: output.read)
    self.errorOutput = PipeEnd(owning: errorOutput.read)
    identifier = try Spawn(streams: [input.read, output.write, errorOutput.write])
      .start(executable, arguments, environment)
    exitDescriptor = pidfd_open(identifier, 0)
    if exitDescriptor < 0 {
      let failure = errno
      kill(-identifier, SIGKILL)
      waitpid(identifier, nil, 0)
      throw SpawnError(executable: executable, code: failure)
    }
  }

  deinit {
    guard collected == nil else { return }
    Reactor.shared.reap(identifier, exitDescriptor: exitDescriptor)
  }

  /// How the process ended, or nil while it runs.
  package func status() -> ProcessStatus? {
    if let collected { return collected }
    var code: Int32 = 0
    guard waitpid(identifier, &code, WNOHANG) == identifier else { return nil }
    let signal = code & 0x7f
    let status = signal == 0 ? ProcessStatus.exited((code >> 8) & 0xff) : .signalled(signal)
    collected = status
    close(exitDescriptor)
    return status
  }

  /// Asks the process, and everything it started in its session's process group, to end.
  package func hangUp() {
    guard collected == nil else { return }
    kill(-identifier, SIGTERM)
  }

  /// Kills the process and everything it started in its session's process group.
  package func terminate() {
    guard collected == nil else { return }
    kill(-identifier, SIGKILL)
  }
}
