internal import Deploy
internal import Glibc
internal import Reactor

/// Ctrl-C and its relatives while a run goes on: the first asks the targets to undo, the second leaves it to them.
enum Interrupts {
  /// Runs the body; a signal before anything was changed ends the program at once.
  static func watch<Result: Sendable>(
    _ run: FleetRun, _ console: Console, _ body: sending @escaping () async -> Result
  ) async -> Result {
    let watching = Task {
      guard let signals = Signals([SIGINT, SIGTERM, SIGHUP]) else { return }
      var count = 0
      while await signals.next() {
        count += 1
        guard run.isUnderWay else {
          console.say("interrupted; nothing was changed")
          exit(ExitCode.interrupted.rawValue)
        }
        if count > 1 {
          console.say("left to the targets: each undoes what it did, or finishes what it has begun to undo")
          exit(ExitCode.leftRunning.rawValue)
        }
        console.say("interrupted: asking every host to put the old files back (once more leaves it to them)")
        run.abort()
      }
    }
    let result = await body()
    watching.cancel()
    return result
  }
}
