internal import CLinux
internal import Glibc

/// Keeps a write to a pipe that nobody reads from ending this process.
///
/// Only for the one call and the one thread: what SIGPIPE means elsewhere is for the program to decide.
enum BrokenPipeSignal {
  static func withheld(_ write: () -> Int) -> (count: Int, failure: Int32) {
    var brokenPipe = sigset_t()
    var mask = sigset_t()
    var pending = sigset_t()
    sigemptyset(&brokenPipe)
    sigaddset(&brokenPipe, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &brokenPipe, &mask)
    sigpending(&pending)
    let count = write()
    let failure = errno
    if count < 0, failure == EPIPE, sigismember(&pending, SIGPIPE) == 0 {
      var atOnce = timespec()
      sigtimedwait(&brokenPipe, nil, &atOnce)
    }
    pthread_sigmask(SIG_SETMASK, &mask, nil)
    return (count, failure)
  }
}
