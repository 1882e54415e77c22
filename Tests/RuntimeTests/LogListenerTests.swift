import Connection
import Deploy
import Playbook
import Synchronization
import TestSupport
import Testing
import Transaction

/// The command `logs` at the host's end, with files, which every host has.
struct LogListenerTests {
  /// The lines that were heard.
  private final class Ear: Sendable {
    private let lines = Mutex<[String]>([])
    func take(_ pieces: [LogPiece]) { lines.withLock { $0 += pieces.flatMap(\.lines).map(\.text) } }
    var heard: [String] { lines.withLock { $0 } }
  }

  private func listen(
    _ workshop: Workshop, _ rules: LogRequest.Rules, follows: Bool, _ ear: Ear, on target: Target
  ) async throws {
    let shell = workshop.shell
    let listener = LogListener(target, rules) { _ in
      try await Session(LocalConnection(), become: nil, shell: shell)
    }
    try await listener.listen(follows: follows) { if case .pieces(let pieces) = $0 { ear.take(pieces) } }
  }

  @Test(arguments: Shell.allCases)
  func theLastLinesThatMatchAreTold(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try workshop.write("an error 1\nfine\nan \u{1B}[31mERR\u{1B}[0mOR 2\nerror 3\nlast\n", to: "log")
    let target = try workshop.target("  - logs: { file: [log, none] }")
    let ear = Ear()
    let rules = LogRequest.Rules(kept: 2, since: nil, pattern: "^an error|^error")
    try await listen(workshop, rules, follows: false, ear, on: target)
    #expect(ear.heard == ["an ERROR 2", "error 3"])
  }

  @Test(arguments: Shell.allCases)
  func aFileIsFollowedThroughRotationAndTruncation(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try workshop.write("one\ntwo\n", to: "log")
    let target = try workshop.target("  - logs: { file: log }")
    let ear = Ear()
    let rules = LogRequest.Rules(kept: 1, since: nil, pattern: nil)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await listen(workshop, rules, follows: true, ear, on: target) }
      #expect(try await workshop.eventually { ear.heard == ["two"] })
      try workshop.write("one\ntwo\nthree\nfo", to: "log.now")
      _ = try await Tool.run(
        "/bin/sh", ["-c", "cd '\(workshop.root)' && cat log.now >log && rm log.now"])
      #expect(try await workshop.eventually { ear.heard == ["two", "three"] })
      _ = try await Tool.run(
        "/bin/sh", ["-c", "cd '\(workshop.root)' && echo ur >>log && mv log log.1 && echo five >log"])
      #expect(try await workshop.eventually { ear.heard == ["two", "three", "four", "five"] })
      _ = try await Tool.run("/bin/sh", ["-c", "cd '\(workshop.root)' && echo 6 >log"])
      #expect(try await workshop.eventually { ear.heard == ["two", "three", "four", "five", "6"] })
      group.cancelAll()
      while let result = await group.nextResult() {
        if case .failure(let error) = result { #expect(error is CancellationError, "\(error)") }
      }
    }
  }
}
