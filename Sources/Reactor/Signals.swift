internal import CLinux
internal import Glibc

/// Signals as something that a task can wait for, instead of a handler that interrupts.
package final class Signals: Sendable {
  private let descriptor: Int32

  /// Blocks the signals for threads that start later and delivers them here.
  ///
  /// Nil when there is no descriptor left.
  package init?(_ numbers: [Int32]) {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    descriptor = signalfd(-1, &set, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
    if descriptor < 0 { return nil }
  }

  deinit { close(descriptor) }

  /// Blocks the signals in this thread and all that it starts; call it first of all in `main`.
  package static func block(_ numbers: [Int32]) {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// True when a signal came, false when the task was cancelled.
  package func next() async -> Bool {
    do {
      while true {
        var info = signalfd_siginfo()
        if read(descriptor, &info, MemoryLayout<signalfd_siginfo>.size) > 0 { return true }
        _ = try await Reactor.shared.wait(for: descriptor, .read)
      }
    } catch {
      return false
    }
  }
}
