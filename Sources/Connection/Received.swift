/// What a wait for a command brought.
package enum Received: Sendable, Equatable {
  case output([UInt8])
  case errorOutput([UInt8])
  case end(ExitStatus)
  case woken
  case deadline
}
