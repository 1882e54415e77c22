internal import Connection
internal import Reactor

/// What carries the bytes of a session: a socket, or a channel of the session with a jump host.
protocol Carrier: AnyObject {
  /// The socket that all the bytes go through in the end.
  var descriptor: Int32 { get }

  /// Why nothing is carried any more, where the carrier knows more than that.
  var trouble: ConnectionError? { get }

  /// Whether a small packet can be sent without waiting.
  var hasRoom: Bool { get }

  /// Returns how many of the bytes it took; a negative answer is an error number.
  func send(_ bytes: UnsafeRawBufferPointer) -> Int

  /// Returns how many bytes it gave; 0 at the end, a negative answer is an error number.
  func receive(into buffer: UnsafeMutableRawBufferPointer) -> Int

  /// Waits until one of these can be done.
  func ready(
    _ interest: Interest, until deadline: ContinuousClock.Instant?, wake: Wake?
  ) async throws(ConnectionError) -> Readiness

  /// Gives the connection up when the peer's system has not acknowledged what was sent for this long.
  func giveUp(after patience: Duration)

  /// Ends the connection in both directions, without waiting.
  func hangUp()
}
