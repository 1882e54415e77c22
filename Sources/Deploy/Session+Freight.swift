internal import Connection
internal import Playbook
internal import Transaction

extension Session {
  /// How many commands of one connection take contents in at once.
  private static let mostLanes = 4

  /// Brings large contents to the host, or what it lacks of them; tells how much there is.
  func bring(_ freight: Freight, to target: Target, for run: RunID, telling tell: (Int, Int) -> Void) async throws {
    // What another session still writes is copied first.
    let patience = Self.hashing + Self.reading(Double(freight.size))
    let replies: [Reply]
    switch try await ask(freight.request(on: target, run: run), within: patience) {
    case .done(let told): replies = told
    case .refused(let told): throw HostError(refusal: told)
    }
    guard let owner = replies.last(where: { $0.words.first == "incoming" })?.words.last else {
      throw SessionError.malformed("no place for large contents")
    }
    var lading = Lading(freight, missing: freight.missing(replies))
    tell(lading.sent, freight.size)
    guard !lading.isDelivered else { return }
    lading.openLane(bootstrap.token)
    // What takes one command long is worth some more, each of which starts a shell.
    let carrier = lading.rest < Freight.leastShared ? nil : bootstrap.carrier(into: target.backups, as: owner)
    var programs: [[UInt8]?] = [nil]
    if let carrier {
      for _ in 0..<(try await connection.startBeside(carrier.command, upTo: Self.mostLanes - 1)) {
        lading.openLane(carrier.token)
        programs.append(carrier.program)
      }
    }
    repeat {
      try await connection.pour { number in
        if let program = programs[number] {
          programs[number] = nil
          return program
        }
        guard let parcel = lading.next(for: number) else { return nil }
        tell(lading.sent, freight.size)
        return parcel
      }
      if let trouble = lading.trouble { throw trouble }
      for number in programs.indices { try await listen(to: number, &lading) }
    } while !lading.isDelivered
    try await connection.endBeside()
  }

  /// Takes in what the command of this number tells, until it has told all that it was sent.
  private func listen(to number: Int, _ lading: inout Lading) async throws {
    while lading.isAwaited(number) {
      switch try await connection.receive(from: number, until: .now + Self.hashing) {
      case .output(let bytes): try lading.hear(bytes, from: number)
      case .errorOutput(let bytes): complain(bytes)
      case .woken: break
      case .deadline: throw SessionError.silent(Self.hashing)
      case .end(let status):
        guard number > 0 else { throw SessionError.ended(status, lastWords: lastWords) }
        lading.close(number)
      }
    }
  }
}
