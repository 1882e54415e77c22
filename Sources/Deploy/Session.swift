package import Connection
package import Plan
package import Playbook
package import Reactor
package import Transaction
internal import Crypto

/// A conversation with the runtime on one host: requests and their answers, then the events of a run.
package final class Session {
  package enum Answer: Sendable {
    case done([Reply])
    /// The host said why, and the session is over.
    case refused([Reply])
  }

  /// A session whose follower was killed would be silent for ever; asked, it ends.
  private static let heedsEvery = Duration.seconds(5)
  /// How long a host may say nothing while it is asked something.
  package static let answering = Duration.seconds(120)
  /// The same where it hashes much, of which it tells nothing before it is through.
  static let hashing = Duration.seconds(900)

  /// A host that unpacks and syncs what it was sent says nothing meanwhile.
  static let preparing = Duration.seconds(900)

  /// What is smaller is sent too soon to be told about.
  private static let leastTold = 262_144

  /// How many bytes a disk reads in a second at least.
  private static let slowestDisk = 1e7
  /// A petabyte: no host has more to read.
  private static let mostRead = 1e15

  let connection: any Connection
  let become: Become?
  let bootstrap: Bootstrap
  var reader: ReplyReader
  private var complaints: [UInt8] = []
  /// Who wants to hear how many bytes the host is about to read.
  var listener: ((Int) -> Void)?
  /// Whether the runtime has said anything yet.
  private var hasAnswered = false

  /// Starts the runtime; what goes wrong there shows itself in the first answer.
  ///
  /// Without passwords, sudo is told not to ask for one, and nothing has to be waited for.
  package init(
    _ connection: any Connection, become: Become?, passwords: BecomePasswords.Seat? = nil, shell: String = "/bin/sh"
  ) async throws {
    self.connection = connection
    self.become = become
    bootstrap = Bootstrap(
      token: RandomToken.hex(bytes: 12), become: become, answersSudo: passwords != nil, shell: shell)
    reader = ReplyReader(token: bootstrap.token)
    do {
      try await connection.start(bootstrap.command)
      if let passwords, bootstrap.isAnnounced { try await rise(bootstrap.token, passwords) }
      try await connection.send(bootstrap.program)
    } catch {
      await connection.close()
      throw error
    }
  }

  package var summary: String { connection.summary }

  /// It ends on this machine, where nothing is sent over a line.
  var isLocal: Bool { connection is LocalConnection }

  /// Sends a request and waits for the last reply to it.
  package func ask(_ request: [UInt8], within patience: Duration = answering) async throws -> Answer {
    try await connection.send(request)
    return try await answer(within: patience)
  }

  /// Sends a request of which large contents are read while they are sent; how far it is, is told now and then.
  func send(_ request: Shipment, telling tell: (Int, Int) -> Void) async throws {
    var parcels = request.parcels()
    var made = ContinuousClock.now
    while let parcel = try parcels.next() {
      let begun = ContinuousClock.now
      try await connection.send(parcel)
      let sent = ContinuousClock.now
      parcels.note(made: begun - made, sent: sent - begun)
      made = sent
      if request.count > Self.leastTold { tell(parcels.taken, request.count) }
    }
  }

  /// How much longer than else a host may be silent that reads so much, and writes it perhaps.
  static func reading(_ bytes: Double) -> Duration { .seconds(credible(bytes) / slowestDisk) }

  /// Sizes are what hosts say, and a sum of them may be too large for a number of ours.
  private static func credible(_ bytes: Double) -> Double { min(max(bytes, 0), mostRead) }

  /// Waits for the last reply to the request that was sent first of those without an answer.
  func answer(within patience: Duration = answering) async throws -> Answer {
    var replies: [Reply] = []
    var reading = Duration.zero
    while true {
      while let reply = reader.next() {
        hasAnswered = true
        switch reply.words.first {
        case "end", "following": return .done(replies)
        case "refused":
          replies.append(reply)
          return .refused(replies)
        case "reads":
          let bytes = Self.credible(Double(reply.words.last.flatMap { Int($0) } ?? 0) * 1e6)
          reading = Self.reading(bytes)
          listener?(Int(bytes))
        default: replies.append(reply)
        }
      }
      switch try await connection.receive(until: .now + patience + reading, wake: nil) {
      case .output(let bytes): reader.feed(bytes)
      case .errorOutput(let bytes): complain(bytes)
      case .woken: break
      case .deadline: throw SessionError.silent(patience + reading)
      case .end(let status):
        throw hasAnswered
          ? SessionError.ended(status, lastWords: lastWords) : .neverBegan(status, lastWords: lastWords, become: become)
      }
    }
  }

  /// Sends a request and hands the replies to it on in pieces, for bodies that are larger than memory.
  func stream(
    _ request: [UInt8], within patience: Duration = answering, _ take: (ReplyReader.Piece) throws -> Void
  ) async throws {
    try await connection.send(request)
    while true {
      while let piece = reader.nextPiece() {
        switch piece {
        case .head(let words, _) where words.first == "end": return
        case .head(let words, _) where words.first == "refused":
          throw HostError(words.dropFirst().joined(separator: " "))
        default: try take(piece)
        }
      }
      switch try await connection.receive(until: .now + patience, wake: nil) {
      case .output(let bytes): reader.feed(bytes)
      case .errorOutput(let bytes): complain(bytes)
      case .woken: break
      case .deadline: throw SessionError.silent(patience)
      case .end(let status): throw SessionError.ended(status, lastWords: lastWords)
      }
    }
  }

  /// Reads the events of a run until its last one, which says what the journal holds by then, and passes on all orders,
  /// old and new.
  @discardableResult
  package func follow(
    _ orders: Orders, _ report: (Event) async throws -> Void
  ) async throws -> SetSummary.State {
    var position = 0
    return try await follow(orders, counting: &position, report)
  }

  /// The same, where the position grows by the bytes of each event that was reported.
  func follow(
    _ orders: Orders, counting position: inout Int, _ report: (Event) async throws -> Void
  ) async throws -> SetSummary.State {
    var lines = LineReader()
    // Of the reply before them, the newline is left.
    lines.feed(Array(reader.takeRest().dropFirst()))
    let begin = position
    let feed = orders.feed()
    while true {
      while let line = lines.next() {
        if let event = Event(line[...]) {
          try await report(event)
          if case .end(let state) = event { return state }
        }
        position = begin + lines.consumed
      }
      while let order = feed.next() { try await send(order) }
      switch try await connection.receive(until: .now + Session.heedsEvery, wake: feed.wake) {
      case .output(let bytes): lines.feed(bytes)
      case .errorOutput(let bytes): complain(bytes)
      case .woken: break
      case .deadline: try await send(Array("heed\n".utf8))
      case .end(let status): throw SessionError.ended(status, lastWords: lastWords)
      }
    }
  }

  /// Waits for a while, at most until then, and shows the server that somebody is there; true if it was woken.
  @discardableResult
  package func linger(until instant: ContinuousClock.Instant?, wake: Wake) async throws -> Bool {
    let next = ContinuousClock.now + Session.heedsEvery
    switch try await connection.receive(until: min(instant ?? next, next), wake: wake) {
    case .output(let bytes): reader.feed(bytes)
    case .errorOutput(let bytes): complain(bytes)
    case .woken: return true
    case .deadline: try await send(Array("heed\n".utf8))
    case .end(let status): throw SessionError.ended(status, lastWords: lastWords)
    }
    return false
  }

  /// Lingers for as long as something else takes, such as a person or other hosts.
  ///
  /// A server hangs up on who does not answer its questions whether somebody is there. What ended the connection
  /// meanwhile ends nothing else.
  func lingering<Value: Sendable>(
    during body: @escaping @Sendable () async -> Value
  ) async -> (value: Value, loss: (any Error)?) {
    let wake = Wake()
    async let value = {
      defer { wake.signal() }
      return await body()
    }()
    var loss: (any Error)?
    do {
      while try await !linger(until: nil, wake: wake) {}
    } catch {
      loss = error
    }
    return (await value, loss)
  }

  package func send(_ order: Order) async throws { try await send(Array("\(order.line)\n".utf8)) }

  func send(_ request: [UInt8]) async throws { try await connection.send(request) }

  /// Waits until the host has dropped what it prepared, so that the next run finds neither its lock nor its set.
  package func withdraw() async {
    let deadline = ContinuousClock.now + .seconds(30)
    do {
      try await connection.sendEnd()
      while true {
        switch try await connection.receive(until: deadline, wake: nil) {
        case .end, .deadline: return
        case .output, .errorOutput, .woken: continue
        }
      }
    } catch {
      // The host drops it by itself when the connection is gone.
    }
  }

  package func close() async { await connection.close() }

  func complain(_ bytes: [UInt8]) {
    complaints = Array((complaints + bytes).suffix(4096))
  }

  /// What the host printed that was no answer; explains why a session failed.
  var lastWords: String {
    let noise = hasAnswered ? reader.noise : reader.noise + reader.unread
    let text = complaints.isEmpty ? noise : complaints
    // The command, which sudo may repeat, tells a person nothing.
    let lines = String(decoding: text, as: UTF8.self).replacing(bootstrap.script, with: "…").split(separator: "\n")
    return lines.suffix(5).joined(separator: "\n")
  }
}
