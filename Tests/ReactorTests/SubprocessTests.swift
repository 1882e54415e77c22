import Glibc
@testable import Reactor
import TestSupport
import Testing

@Suite struct SubprocessTests {
  private func shell(
    _ command: String, environment: [String]? = nil, stdin: [UInt8] = [], deadline: ContinuousClock.Instant? = nil
  ) async throws -> Subprocess.Result {
    try await Subprocess.run(
      "/bin/sh", ["-c", command], environment: environment, stdin: stdin, deadline: deadline)
  }

  @Test func outputErrorOutputAndStatusAreKeptApart() async throws {
    let result = try await shell("echo out; echo err >&2; exit 7")
    #expect(result == .init(output: Array("out\n".utf8), errorOutput: Array("err\n".utf8), status: .exited(7)))
  }

  @Test func muchInputAndOutputPassAtTheSameTime() async throws {
    let bytes = Bulk.noise(4_000_000)
    #expect(Bulk.areEqual(try await Subprocess.run("/bin/cat", stdin: bytes).output, bytes))
  }

  @Test func aProgramThatDoesNotReadItsInputIsNoError() async throws {
    let result = try await shell("exit 3", stdin: [UInt8](repeating: 0, count: 1_000_000))
    #expect(result.status == .exited(3))
  }

  @Test func aSignalIsTold() async throws {
    #expect(try await shell("kill -TERM $$").status == .signalled(SIGTERM))
  }

  @Test func aProgramOutOfTimeIsKilledWithItsChildren() async throws {
    // The file stays locked as long as any of them lives.
    let marker = try await shell("mktemp").output.dropLast()
    let path = String(decoding: marker, as: UTF8.self)
    defer { unlink(path) }
    await #expect(throws: Subprocess.TimedOut(executable: "/bin/sh")) {
      try await shell(
        "exec 9>\(path); flock 9; sleep 600 & sleep 600", deadline: .now + .milliseconds(300))
    }
    #expect(try await shell("exec 9>\(path); flock -w 20 9").status == .exited(0))
  }

  @Test func aCancelledProgramIsKilled() async throws {
    let path = String(decoding: try await shell("mktemp -u").output.dropLast(), as: UTF8.self)
    mkfifo(path, 0o600)
    defer { unlink(path) }
    let running = Task { try await shell("echo started > \(path); exec sleep 600 > \(path)") }
    // Opening waits for the program; the end of the file is its death.
    let fifo = try #require(try await Blocking.run { open(path, O_RDONLY) })
    defer { close(fifo) }
    running.cancel()
    await #expect(throws: CancellationError.self) { try await running.value }
    let ended = try await Blocking.run(until: .now + .seconds(30)) {
      var byte: UInt8 = 0
      while read(fifo, &byte, 1) > 0 {}
      return true
    }
    #expect(ended == true)
  }

  @Test func noOtherDescriptorIsInherited() async throws {
    let stray = open("/dev/null", O_RDONLY)
    defer { close(stray) }
    let result = try await Subprocess.run("/bin/ls", ["/proc/self/fd"])
    // Number 3 is the folder that ls itself has open.
    #expect(String(decoding: result.output, as: UTF8.self) == "0\n1\n2\n3\n")
  }

  @Test func signalsAreNeitherBlockedNorIgnored() async throws {
    let result = try await shell("sed -nE 's/^Sig(Blk|Ign):.//p' /proc/self/status")
    let masks = String(decoding: result.output, as: UTF8.self).split(separator: "\n").map { UInt64($0, radix: 16) }
    // glibc itself has two signals of its own, 32 and 33, ignored in every program it spawns.
    #expect(masks.map { $0.map { $0 & ~0x1_8000_0000 } } == [0, 0])
  }

  @Test func theEnvironmentIsTheOneGiven() async throws {
    let result = try await Subprocess.run("/usr/bin/env", environment: ["A=1", "B=two words"])
    #expect(String(decoding: result.output, as: UTF8.self) == "A=1\nB=two words\n")
  }

  @Test func aMissingProgramIsNamed() async throws {
    await #expect(throws: SpawnError(executable: "/nowhere/tool", code: ENOENT)) {
      try await Subprocess.run("/nowhere/tool")
    }
    #expect(
      "\(SpawnError(executable: "/nowhere/tool", code: ENOENT))"
        == "cannot start /nowhere/tool: No such file or directory")
  }

  @Test func manyProgramsLeaveNoDescriptorBehind() async throws {
    let before = openDescriptors()
    for _ in 0..<300 { _ = try await Subprocess.run("/bin/true") }
    // Tests that run at the same time hold some of their own.
    #expect(openDescriptors() < before + 250)
  }

  private func openDescriptors() -> Int {
    (0..<4096).count { fcntl($0, F_GETFD) >= 0 }
  }
}
