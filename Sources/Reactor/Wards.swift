internal import Glibc
internal import Synchronization

/// Child processes that have nothing to do any more once this program has ended.
///
/// A child is in a session of its own, so no signal of the terminal reaches it, and one that does not read its input would
/// not see the end of this program for a long time.
package enum Wards {
  private static let processes = Mutex<Set<Int32>>([])

  /// Starts a program that ends with this one until it is released.
  ///
  /// All under the lock: a child that has started is known to `endAll`, however soon that comes.
  package static func start(
    _ executable: String, _ arguments: [String], environment: [String]? = nil
  ) throws(SpawnError) -> ChildProcess {
    try processes.withLock { processes throws(SpawnError) in
      let child = try ChildProcess(executable, arguments, environment: environment)
      processes.insert(child.identifier)
      return child
    }
  }

  package static func release(_ child: ChildProcess) {
    let process = child.identifier
    processes.withLock { _ = $0.remove(process) }
  }

  /// Asks all of them to end, together with what they started; this program is about to.
  package static func endAll() {
    processes.withLock { processes in
      for process in processes { kill(-process, SIGTERM) }
      processes = []
    }
  }
}
