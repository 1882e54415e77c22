internal import Connection
internal import Playbook
internal import Transaction

/// Looks at an address that only the host sees, through the connection to it.
final class TunnelSight {
  private let address: HTTPAddress
  private let check: HTTPCheck
  private let dial: @Sendable () async throws -> any Connection
  private var connection: (any Connection)?

  /// How long a single request may take once it is on its way.
  private static let patience = Duration.seconds(5)
  /// How much of an answer its pattern is looked for in.
  private static let mostForPattern = 1 << 16

  init(_ check: HTTPCheck, at address: HTTPAddress, _ dial: @escaping @Sendable () async throws -> any Connection) {
    self.check = check
    self.address = address
    self.dial = dial
  }

  /// One look; this machine itself says whether the answer matches.
  func look(_ session: Session) async throws -> DistantAnswer {
    let answer: HTTPAnswer
    do {
      answer = try await ask()
    } catch let error as CancellationError {
      throw error
    } catch {
      let reason = HostError(error).message.split(separator: "\n").first.map(String.init) ?? ""
      return .ill("no answer through the tunnel (\(reason)), wanted status \(wanted)")
    }
    guard let seen = answer.reading(of: check) else {
      return .ill("no answer through the tunnel, wanted status \(wanted)")
    }
    let text = seen.body.filter { $0 != 0 }
    let lines = String(decoding: text.prefix(300).filter { $0 != 0x0D }, as: UTF8.self).split(separator: "\n")
    if let fault = seen.fault { return .ill(fault, lines.map(String.init)) }
    if let pattern = check.body {
      let request = DistantLook.match(pattern, in: Array(text.prefix(Self.mostForPattern)))
      guard try await session.ask(lookingFor: request).contains(where: { $0.words == ["matches"] }) else {
        return .ill("status \(seen.status), but no line of the answer matches '\(pattern)'", lines.map(String.init))
      }
    }
    return .well("status \(seen.status)")
  }

  func close() async {
    await connection?.close()
    connection = nil
  }

  private var wanted: String { check.statuses.map(\.description).joined(separator: " ") }

  private func ask() async throws -> HTTPAnswer {
    do {
      let answer = try await exchange()
      // A process of ssh carries one stream.
      if connection?.connectsAtStart ?? false { await close() }
      return answer
    } catch {
      // A host that cannot connect to the address is there all the same.
      if (error as? ConnectionError)?.kind != .unreachable || connection?.connectsAtStart ?? false { await close() }
      throw error
    }
  }

  private func exchange() async throws -> HTTPAnswer {
    let connection: any Connection
    if let open = self.connection { connection = open } else { connection = try await dial() }
    self.connection = connection
    try await connection.reach(address.host, port: address.port)
    let deadline = ContinuousClock.now + Self.patience
    try await connection.send(check.request(to: address))
    var answer = HTTPAnswer()
    while !answer.isWhole {
      switch try await connection.receive(until: deadline, wake: nil) {
      case .output(let bytes): answer.feed(bytes)
      case .errorOutput, .woken: continue
      case .end:
        answer.end()
        return answer
      case .deadline: return answer
      }
    }
    return answer
  }
}
