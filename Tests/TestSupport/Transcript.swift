package import Connection

/// All that a command said, and how it ended.
package struct Transcript: Equatable {
  package var output: [UInt8]
  package var errorOutput: [UInt8]
  package var status: ExitStatus

  package init(output: [UInt8] = [], errorOutput: [UInt8] = [], status: ExitStatus = .unknown) {
    self.output = output
    self.errorOutput = errorOutput
    self.status = status
  }

  package var text: String { String(decoding: output, as: UTF8.self) }
  package var errorText: String { String(decoding: errorOutput, as: UTF8.self) }

  package static func == (left: Transcript, right: Transcript) -> Bool {
    left.status == right.status && Bulk.areEqual(left.output, right.output)
      && Bulk.areEqual(left.errorOutput, right.errorOutput)
  }

  /// Listens to the command to its end.
  package static func of(_ connection: any Connection) async throws -> Transcript {
    var transcript = Transcript()
    while true {
      switch try await connection.receive() {
      case .output(let bytes): transcript.output += bytes
      case .errorOutput(let bytes): transcript.errorOutput += bytes
      case .end(let status):
        transcript.status = status
        return transcript
      case .woken, .deadline: continue
      }
    }
  }
}
