import Connection
import Reactor
import TestSupport
import Testing

/// What every connection must do, whatever carries it.
@Suite struct ContractTests {
  private static let megabytes20 = Bulk.noise(20_000_000)

  @Test(arguments: Transport.allCases)
  func muchOutputArrivesWhole(_ transport: Transport) async throws {
    let transcript = try await transport.running("yes 'a line of output' | head -c 20000000") {
      try await Transcript.of($0)
    }
    let expected = Bulk.bytes(20_000_000, repeating: Array("a line of output\n".utf8))
    #expect(transcript == Transcript(output: expected, status: .code(0)))
  }

  @Test(arguments: Transport.allCases)
  func muchBinaryInputArrivesWholeWhileTheCommandWritesItBack(_ transport: Transport) async throws {
    let transcript = try await transport.running("exec cat") { connection async throws in
      try await connection.send(ContractTests.megabytes20)
      try await connection.sendEnd()
      return try await Transcript.of(connection)
    }
    #expect(transcript == Transcript(output: ContractTests.megabytes20, status: .code(0)))
  }

  @Test(arguments: Transport.allCases)
  func theOutputsAreKeptApart(_ transport: Transport) async throws {
    let transcript = try await transport.running("echo out; echo err >&2; echo more") { try await Transcript.of($0) }
    #expect(transcript.text == "out\nmore\n")
    #expect(transcript.errorText == "err\n")
  }

  @Test(arguments: Transport.allCases)
  func muchErrorOutputDuringMuchInputLocksNothing(_ transport: Transport) async throws {
    let transcript = try await transport.running("head -c 5000000 /dev/zero >&2; exec wc -c") {
      connection async throws in
      try await connection.send([UInt8](repeating: 7, count: 5_000_000))
      try await connection.sendEnd()
      return try await Transcript.of(connection)
    }
    #expect(transcript.text == "5000000\n")
    #expect(transcript.errorOutput.count == 5_000_000)
  }

  @Test(arguments: Transport.allCases, [0, 1, 127, 255] as [Int32])
  func exitStatusesArriveUnchanged(_ transport: Transport, _ status: Int32) async throws {
    let transcript = try await transport.running("exit \(status)") { try await Transcript.of($0) }
    #expect(transcript == Transcript(status: .code(status)))
  }

  @Test(arguments: Transport.allCases, ["TERM", "KILL", "HUP"])
  func aSignalArrivesByName(_ transport: Transport, _ name: String) async throws {
    let transcript = try await transport.running("echo last words; kill -\(name) $$") { try await Transcript.of($0) }
    // ssh learns of the signal, and tells nobody which.
    let status = transport == .openssh ? ExitStatus.unknown : .signal(name)
    #expect(transcript == Transcript(output: Array("last words\n".utf8), status: status))
  }

  @Test(arguments: Transport.allCases)
  func theEndOfTheInputArrives(_ transport: Transport) async throws {
    let transcript = try await transport.running("wc -c; echo after") { connection async throws in
      try await connection.send(Array("four".utf8))
      try await connection.sendEnd()
      return try await Transcript.of(connection)
    }
    #expect(transcript.text == "4\nafter\n")
  }

  @Test(arguments: Transport.allCases)
  func aConversationGoesBackAndForth(_ transport: Transport) async throws {
    try await transport.running("while read word; do echo \"<$word>\"; done") { connection async throws in
      for word in ["one", "two", "three"] {
        try await connection.send(Array("\(word)\n".utf8))
        #expect(try await connection.receive() == .output(Array("<\(word)>\n".utf8)))
      }
      try await connection.sendEnd()
      #expect(try await Transcript.of(connection) == Transcript(status: .code(0)))
    }
  }

  @Test(arguments: Transport.allCases)
  func aCommandThatLeavesItsInputUnreadStillTellsHowItEnded(_ transport: Transport) async throws {
    let transcript = try await transport.running("echo early; exit 4") { connection async throws in
      try await connection.send(ContractTests.megabytes20)
      try await connection.sendEnd()
      return try await Transcript.of(connection)
    }
    #expect(transcript == Transcript(output: Array("early\n".utf8), status: .code(4)))
  }

  @Test(arguments: Transport.allCases)
  func aCommandThatClosesItsOutputsStillGetsItsInput(_ transport: Transport) async throws {
    let transcript = try await transport.running("exec >&- 2>&-; test \"$(wc -c)\" = 4000000") {
      connection async throws in
      try await connection.send([UInt8](repeating: 1, count: 4_000_000))
      try await connection.sendEnd()
      return try await Transcript.of(connection)
    }
    #expect(transcript.status == .code(0))
  }

  @Test(arguments: Transport.allCases)
  func theEndIsToldAgain(_ transport: Transport) async throws {
    try await transport.running("exit 9") { connection async throws in
      #expect(try await connection.receive() == .end(.code(9)))
      #expect(try await connection.receive() == .end(.code(9)))
      #expect(try await connection.receive(until: .now - .seconds(1), wake: nil) == .end(.code(9)))
    }
  }

  @Test(arguments: Transport.allCases)
  func aSilentCommandReachesTheDeadline(_ transport: Transport) async throws {
    try await transport.running("exec cat") { connection async throws in
      let deadline = ContinuousClock.now + .milliseconds(30)
      #expect(try await connection.receive(until: deadline, wake: nil) == .deadline)
      try await connection.send(Array("still there".utf8))
      #expect(try await connection.receive() == .output(Array("still there".utf8)))
    }
  }

  @Test(arguments: Transport.allCases)
  func aWakeInterruptsTheWait(_ transport: Transport) async throws {
    try await transport.running("exec cat") { connection async throws in
      let wake = Wake()
      async let signal: Void = wake.signal()
      #expect(try await connection.receive(until: nil, wake: wake) == .woken)
      await signal
      try await connection.send(Array("go on".utf8))
      #expect(try await connection.receive(until: nil, wake: wake) == .output(Array("go on".utf8)))
    }
  }

  @Test(arguments: Transport.allCases)
  func cancellingTheTaskEndsTheWait(_ transport: Transport) async throws {
    let started = Wake()
    let task = Task {
      try await transport.running("echo started; exec cat") { connection async throws in
        _ = try await connection.receive()
        started.signal()
        return try await connection.receive()
      }
    }
    _ = try await Reactor.shared.wait(for: nil, wake: started)
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test(arguments: Transport.allCases)
  func closingInTheMiddleEndsTheInputOfTheCommand(_ transport: Transport) async throws {
    let marker = try SharedFIFO()
    try await transport.running("echo begun; cat > /dev/null; echo 'saw the end' > \(marker.path)") {
      connection async throws in
      try await connection.send([1, 2, 3])
      // Before that the ssh program may still be logging in, and nothing would ever begin.
      _ = try await connection.receive()
      await connection.close()
      #expect(try await marker.read() == "saw the end\n")
    }
  }

  @Test(arguments: Transport.allCases)
  func closingWhileTheCommandWritesDoesNotHang(_ transport: Transport) async throws {
    try await transport.running("exec yes") { connection async throws in
      _ = try await connection.receive()
      await connection.close()
      await #expect(throws: ConnectionError.self) { try await connection.receive() }
    }
  }

  @Test(arguments: Transport.allCases)
  func manyAtOnceDoNotMixUpWhatTheySay(_ transport: Transport) async throws {
    let texts = try await withThrowingTaskGroup(of: String.self) { group in
      for number in 1...6 {
        group.addTask {
          try await transport.running("exec cat") { connection async throws in
            try await connection.send(Array("I am \(number)".utf8))
            try await connection.sendEnd()
            return try await Transcript.of(connection).text
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(texts.sorted() == (1...6).map { "I am \($0)" })
  }
}
