internal import CLinux
internal import Glibc
internal import Synchronization

/// A thread of the operating system, outside the task pool.
///
/// One that is done waits for more: for each host of a run there are several short things to do, such as reading a file.
enum Thread {
  /// Where one that has nothing to do is left its next work.
  private typealias Desk = Handover<@Sendable () -> Void>

  private static let idle = Mutex<[Desk]>([])
  /// More are seldom busy at once.
  private static let mostIdle = 4

  private final class Body: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
      self.run = run
    }
  }

  /// A thread that somebody waits for.
  struct Joinable {
    fileprivate let thread: pthread_t

    func wait() { pthread_join(thread, nil) }
  }

  static func start(_ run: @escaping @Sendable () -> Void) {
    if let desk = idle.withLock({ $0.popLast() }) {
      desk.leave(run)
      return
    }
    let desk = Desk()
    desk.leave(run)
    let thread = join { repeat { desk.take()() } while mayStay(desk) }
    precondition(thread != nil, "the system does not let this process start a thread")
    if let thread { pthread_detach(thread.thread) }
  }

  private static func mayStay(_ desk: Desk) -> Bool {
    idle.withLock { idle in
      guard idle.count < mostIdle else { return false }
      idle.append(desk)
      return true
    }
  }

  /// Starts a thread that has to be waited for; nil when the system does not let this process start one.
  static func join(_ run: @escaping @Sendable () -> Void) -> Joinable? {
    var thread = pthread_t()
    let body = Unmanaged.passRetained(Body(run))
    let failure = pthread_create(
      &thread, nil,
      { context in
        // Signals are for the threads that expect them.
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
        if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, body.toOpaque())
    guard failure == 0 else {
      body.release()
      return nil
    }
    return Joinable(thread: thread)
  }
}
