internal import CLinux
internal import Glibc

/// Both ends of a new pipe, closed in every child that does not get them on purpose.
struct Pipe {
  let read: Int32
  let write: Int32

  init(for executable: String) throws(SpawnError) {
    var ends: [Int32] = [-1, -1]
    guard pipe2(&ends, O_CLOEXEC) == 0 else { throw SpawnError(executable: executable, code: errno) }
    (read, write) = (Pipe.aboveStandard(ends[0]), Pipe.aboveStandard(ends[1]))
  }

  // A program started with a standard stream closed gets pipes numbered 0 to 2, which would overwrite each other in the
  // child.
  private static func aboveStandard(_ descriptor: Int32) -> Int32 {
    guard descriptor < 3 else { return descriptor }
    let moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    close(descriptor)
    return moved
  }
}
