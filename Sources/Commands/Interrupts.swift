internal import Deploy
internal import Glibc
internal import Reactor

/// Ctrl-C and its relatives while a command works: the first asks the targets to undo, the second leaves it to them.
enum Interrupts {
  /// Runs the body; a signal before anything was changed, or where nothing will be, ends the program at once.
  static func watch<Result: Sendable>(
    _ run: FleetRun?, _ console: Console, saying words: String = "interrupted; nothing was changed",
    code: ExitCode = .interrupted, leaving farewell: @escaping @Sendable (FleetRun) -> String = { _ in "" },
    _ body: sending @escaping () async -> Result
  ) async -> Result {
    let watching = Task {
      guard let signals = Signals([SIGINT, SIGTERM, SIGHUP]) else { return }
      var count = 0
      while await signals.next() {
        count += 1
        guard let run, !run.giveUp() else { end(words, code, console) }
        if count > 1 {
          end(farewell(run), .leftRunning, console)
        }
        console.say(
          run.abort()
            ? "interrupted: asking every host to put the old files back (once more leaves it to them)"
            : "too late: all gates passed, and the hosts commit (once more leaves it to them)")
      }
    }
    let result = await body()
    watching.cancel()
    return result
  }

  private static func end(_ words: String, _ code: ExitCode, _ console: Console) -> Never {
    Foot.shared.leave()
    Prompt.showTyping()
    LocalOutput.removeUnfinished()
    Wards.endAll()
    console.say(words)
    // Not `exit`: it would take libcrypto apart under the tasks that still connect. Nothing is buffered here.
    _exit(code.rawValue)
  }
}
