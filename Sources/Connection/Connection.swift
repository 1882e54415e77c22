package import Reactor

/// One command on one host: its input, its two outputs and how it ended.
///
/// A connection is used by one task at a time. What a command writes while nobody receives it is kept, so that sending much
/// to a command that answers much cannot lock up.
package protocol Connection: AnyObject {
  /// What stands at the other end, in words for a person.
  var summary: String { get }

  /// The account that commands run as; nil where nothing knows.
  var account: String? { get }

  /// What went less well than it should while connecting, one line each.
  var notes: [String] { get }

  /// Whether the host is not reached before the command is started.
  var connectsAtStart: Bool { get }

  /// Starts the command; a connection runs one.
  func start(_ command: String) async throws

  /// Begins a stream to an address as the host sees it, in the place of a command; another one ends the last.
  func reach(_ address: String, port: Int) async throws

  /// Hands all bytes to the transport.
  ///
  /// Returns early when the command no longer reads: `receive` then tells how it ended. After a `send` that was cancelled
  /// or failed, only `close` makes sense.
  func send(_ bytes: [UInt8]) async throws

  /// Ends the input of the command.
  func sendEnd() async throws

  /// Waits for the next thing the command says; after its end, every call returns that end again.
  func receive(until deadline: ContinuousClock.Instant?, wake: Wake?) async throws -> Received

  /// Starts a command several times beside the one that runs: at most so often, and as often as the host lets it.
  ///
  /// Returns how many there are. They are numbered from 1; the command that runs has the number 0.
  func startBeside(_ command: String, upTo most: Int) async throws -> Int

  /// Sends to each of these commands what is next for its number, as it has room, until there is nothing for any.
  ///
  /// Those that no longer read are passed over; `receive` then tells how they ended.
  func pour(_ next: (Int) -> [UInt8]?) async throws

  /// Waits for the next thing that the command of this number says.
  func receive(from number: Int, until deadline: ContinuousClock.Instant?) async throws -> Received

  /// Ends the commands beside the first one.
  func endBeside() async throws

  /// Lets go of the host, whatever state the connection is in; a command that still runs is not killed.
  func close() async
}

extension Connection {
  package var account: String? { nil }

  package var notes: [String] { [] }

  package var connectsAtStart: Bool { false }

  /// Waits for the next thing the command says, however long that takes.
  package func receive() async throws -> Received {
    try await receive(until: nil, wake: nil)
  }
}
