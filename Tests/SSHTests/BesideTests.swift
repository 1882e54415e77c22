import Connection
import Glibc
import SSH
import TestSupport
import Testing

/// Several commands of one connection at once.
struct BesideTests {
  private static let size = 6_000_000

  @Test func eachCommandGetsItsOwnInputAndSaysItsOwn() async throws {
    try await Self.withCommand("exec head -c \(Self.size)", sshd: []) { connection in
      #expect(try await connection.startBeside("exec head -c \(Self.size)", upTo: 3) == 3)
      let contents = (0..<4).map { _ in Bulk.noise(Self.size) }
      var offsets = [0, 0, 0, 0]
      try await connection.pour { number in
        let end = min(offsets[number] + 100_000, Self.size)
        guard offsets[number] < end else { return nil }
        defer { offsets[number] = end }
        return Array(contents[number][offsets[number]..<end])
      }
      for (number, content) in contents.enumerated() {
        var output: [UInt8] = []
        loop: while true {
          switch try await connection.receive(from: number, until: nil) {
          case .output(let bytes): output += bytes
          case .end(let status):
            #expect(status == .code(0))
            break loop
          default: break
          }
        }
        #expect(Bulk.areEqual(output, content), "command \(number): \(output.count) bytes")
      }
      try await connection.endBeside()
    }
  }

  @Test func whatEndsBesideEndsThereToo() async throws {
    let folder = try Files.temporaryFolder("beside")
    defer { Files.remove(folder) }
    let pipe = "\(folder)/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    try await Self.withCommand("read word <\(pipe); echo $word", sshd: []) { connection in
      #expect(try await connection.startBeside("cat >/dev/null; echo over >\(pipe)", upTo: 1) == 1)
      try await connection.endBeside()
      #expect(try await connection.receive(from: 0, until: .now + .seconds(60)) == .output(Array("over\n".utf8)))
    }
  }

  @Test func aServerWithFewSessionsStartsAsManyAsItHas() async throws {
    try await Self.withCommand("exec cat", sshd: ["MaxSessions 2"]) { connection in
      #expect(try await connection.startBeside("exec cat", upTo: 3) == 1)
      var rest: [String?] = ["first\n", "second\n"]
      try await connection.pour { number in
        defer { rest[number] = nil }
        return rest[number].map { Array($0.utf8) }
      }
      #expect(try await connection.receive(from: 1, until: nil) == .output(Array("second\n".utf8)))
      #expect(try await connection.receive(from: 0, until: nil) == .output(Array("first\n".utf8)))
    }
  }

  @Test func aCommandThatReadsNothingHoldsNobodyUp() async throws {
    try await Self.withCommand("exec head -c \(Self.size) >/dev/null", sshd: []) { connection in
      #expect(try await connection.startBeside("exit 3", upTo: 1) == 1)
      let content = Bulk.noise(Self.size)
      var rest: [[UInt8]?] = [content, content]
      try await connection.pour { number in
        defer { rest[number] = nil }
        return rest[number]
      }
      #expect(try await connection.receive(from: 0, until: nil) == .end(.code(0)))
      #expect(try await connection.receive(from: 1, until: nil) == .end(.code(3)))
    }
  }

  private static func withCommand(
    _ command: String, sshd lines: [String], _ body: (any Connection) async throws -> Void
  ) async throws {
    try await withLoopbackSSHD(lines) { server in
      let options = SSHOptions(configFile: server.clientConfig)
      let connection = try await Transport.open(to: SSHDestination(host: "target"), by: .libssh2, options: options)
      do {
        try await connection.start(command)
        try await body(connection)
        await connection.close()
      } catch {
        await connection.close()
        throw error
      }
    }
  }
}
