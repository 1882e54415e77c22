/// How a process ended.
package enum ProcessStatus: Sendable, Equatable {
  case exited(Int32)
  case signalled(Int32)
}
