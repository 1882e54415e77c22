import Connection
import Glibc
import Reactor
import TestSupport
import Testing

/// Streams to addresses as a host sees them, whatever carries the connection.
@Suite struct ReachingTests {
  private static let transports = Transport.allCases.filter { $0 != .local }

  @Test(arguments: transports)
  func bytesGoBothWaysOverOneStreamAfterTheOther(_ transport: Transport) async throws {
    let listener = try LoopbackSocket.listen()
    let port = try listener.port
    try await transport.reaching { connection async throws in
      for word in ["one", "two"] {
        try await connection.reach("127.0.0.1", port: port)
        let caller = try await listener.accept()
        try await connection.send(Array(word.utf8))
        #expect(try await Self.text(from: caller, count: word.utf8.count) == word)
        try caller.send("<\(word)>")
        caller.endSending()
        var answer: [UInt8] = []
        while true {
          let said = try await connection.receive(until: .now + .seconds(20), wake: nil)
          guard case .output(let bytes) = said else {
            if case .end = said { break }
            throw Mishap("\(said)")
          }
          answer += bytes
          // A process of ssh ends when both sides have; nobody waits for that who knows what was to come.
          if transport == .openssh, answer.count == word.utf8.count + 2 { break }
        }
        #expect(String(decoding: answer, as: UTF8.self) == "<\(word)>")
      }
    }
  }

  @Test(arguments: transports)
  func nobodyAtTheOtherEndIsAnErrorAfterWhichAnotherStreamBegins(_ transport: Transport) async throws {
    let listener = try LoopbackSocket.listen()
    let port = try listener.port
    try await transport.reaching { connection async throws in
      await #expect(throws: ConnectionError.self) {
        try await connection.reach("127.255.255.254", port: 9)
        _ = try await connection.receive(until: .now + .seconds(20), wake: nil)
      }
      try await connection.reach("127.0.0.1", port: port)
      try await listener.accept().send("here")
      #expect(try await connection.receive(until: .now + .seconds(20), wake: nil) == .output(Array("here".utf8)))
    }
  }

  private static func text(from socket: LoopbackSocket, count: Int) async throws -> String {
    var text: [UInt8] = []
    while text.count < count {
      _ = try await Reactor.shared.wait(for: socket.descriptor, .read)
      var bytes = [UInt8](repeating: 0, count: 100)
      let got = recv(socket.descriptor, &bytes, bytes.count, 0)
      guard got > 0 else { throw Mishap("it hung up") }
      text += bytes[..<got]
    }
    return String(decoding: text, as: UTF8.self)
  }
}
