import Deploy
import Glibc
import Plan
import TestSupport
import Testing
import Transaction

/// Rollbacks and reverts on a small filesystem that has no room left.
struct FullDiskTests {
  enum Lack: CaseIterable, Sendable {
    case blocks, inodes
  }

  private static let size = 1_200_000

  @Test(arguments: Shell.allCases, Lack.allCases)
  func aRollbackNeedsNoRoomButTheReserve(under shell: Shell, _ lack: Lack) async throws {
    try await Self.withSmallDisk(shell) { workshop in
      #expect(try await Self.deploy(workshop, "n", run: "one_20260101_000001").isCommitted)
      try await Self.fill(workshop, lack)
      let refused = try await Self.deploy(workshop, "m", run: "two_20260101_000002")
      guard case .refused = refused.outcome else {
        Issue.record("there was room: \(refused)")
        return
      }
      let back = try await workshop.rollBack(to: "latest")
      #expect(back.isCommitted, "\(back)")
      #expect(try Self.content(workshop, "big") == "o")
      #expect(try workshop.read("d/small") == "old\n")
      #expect(!Files.exists("\(workshop.root)/new"))
      // A later edit in place must not get into a backup.
      #expect(try Self.links(workshop, "big") == 1)
      #expect(try Self.links(workshop, "d/small") == 1)
      #expect(try Files.read("\(workshop.backups)/rollback_20260101_000009/files/d/small") == "new\n")
      // Where there was no room for a copy, the older set let go.
      #expect(Files.exists("\(workshop.backups)/one_20260101_000001/files/big") == (lack == .inodes))

      Self.empty(workshop)
      #expect(try await Self.deploy(workshop, "m", run: "two_20260101_000002").isCommitted)
      #expect(try Files.read("\(workshop.backups)/.reserve/room").utf8.count > 0)
      #expect(Files.names(in: Array("\(workshop.backups)/.reserve".utf8))?.count == 33)
    }
  }

  @Test(arguments: Lack.allCases)
  func withoutTheReserveTheRollbackIsRefusedWithTheReason(_ lack: Lack) async throws {
    try await Self.withSmallDisk(.dash) { workshop in
      #expect(try await Self.deploy(workshop, "n", run: "one_20260101_000001").isCommitted)
      Files.remove("\(workshop.backups)/.reserve")
      try await Self.fill(workshop, lack)
      let back = try await workshop.rollBack(to: "latest")
      guard case .refused(let objections) = back.outcome else {
        Issue.record("\(back)")
        return
      }
      #expect(objections.first?.message.hasPrefix("not even ") == true, "\(objections)")
      #expect(try Self.content(workshop, "big") == "n")
    }
  }

  @Test(arguments: Shell.allCases, Lack.allCases)
  func aRunThatFillsTheDiskIsReverted(under shell: Shell, _ lack: Lack) async throws {
    try await Self.withSmallDisk(shell) { workshop in
      #expect(try await Self.deploy(workshop, "n", run: "one_20260101_000001").isCommitted)
      let before = try Tree(workshop.root, without: ["backups", "fill"], times: false)
      let filling = "  - restart: { command: '\(Self.command(lack)); exit 1' }\n    undo: 'true'"
      let trial = try await Self.deploy(workshop, "m", run: "two_20260101_000002", then: filling)
      #expect(trial.isReverted, "\(trial)")
      #expect(try Tree(workshop.root, without: ["backups", "fill"], times: false) == before)
      #expect(try Self.links(workshop, "big") == 1)
    }
  }

  /// The log has room where it is; what is read of it is kept in the set.
  @Test(arguments: Shell.allCases)
  func aGateThatHasNoRoomSaysThatItIsNotTheLog(under shell: Shell) async throws {
    try await Self.withSmallDisk(shell) { workshop in
      let log = "\(workshop.folder)/elsewhere.log"
      try Files.write("", to: log)
      let steps = """
          - restart: { command: '\(Self.command(.blocks)); yes fine | head -n 9999 >>\(log)' }
            undo: 'true'
          - logs: { file: \(log), for: 2s }
        """
      let trial = try await Self.deploy(workshop, "m", run: "one_20260101_000001", then: steps)
      #expect(trial.isReverted, "\(trial)")
      #expect(trial.failure?.hasPrefix("the log cannot be looked at: \(log): ") == true, "\(trial)")
      #expect(trial.failure?.contains(": there is no room in \(workshop.backups)/") == true, "\(trial)")
    }
  }

  private static func deploy(
    _ workshop: Workshop, _ letter: Character, run: String, then more: String = ""
  ) async throws -> Trial {
    let texts = ["big": String(repeating: letter, count: size), "d/small": "new\n", "new/file": "new\n"]
    return try await workshop.deploy(
      "  - copy: [big, d/small, new/file]\n" + more, texts.mapValues { SourceFile(text: $0) }, run: run)
  }

  /// Runs the body with a root that has 8 MB and 400 inodes.
  private static func withSmallDisk(_ shell: Shell, _ body: (Workshop) async throws -> Void) async throws {
    let workshop = try await Workshop(shell)
    try await Tool.run("/bin/mount", ["-t", "tmpfs", "-o", "size=8m,nr_inodes=400,mode=755", "tmpfs", workshop.root])
    do {
      try workshop.write(String(repeating: "o", count: size), to: "big", mode: 0o640)
      try workshop.write("old\n", to: "d/small")
      try await body(workshop)
    } catch {
      try await Tool.run("/bin/umount", ["-l", workshop.root])
      throw error
    }
    try await Tool.run("/bin/umount", ["-l", workshop.root])
  }

  private static func command(_ lack: Lack) -> String {
    switch lack {
    case .blocks: "mkdir -p fill; cat /dev/zero >fill/all"
    case .inodes: "mkdir -p fill; n=0; while true >fill/$n; do n=$((n + 1)); done"
    }
  }

  private static func fill(_ workshop: Workshop, _ lack: Lack) async throws {
    try await Tool.run("/bin/bash", ["-c", "cd \"$0\" && { \(command(lack)); } 2>/dev/null; true", workshop.root])
  }

  private static func empty(_ workshop: Workshop) {
    Files.remove("\(workshop.root)/fill")
  }

  /// The letter that the whole file is made of.
  private static func content(_ workshop: Workshop, _ path: String) throws -> Character? {
    let text = try workshop.read(path)
    return text.utf8.count == size && Set(text.utf8).count == 1 ? text.first : nil
  }

  private static func links(_ workshop: Workshop, _ path: String) throws -> Int {
    var status = stat()
    guard stat("\(workshop.root)/\(path)", &status) == 0 else { throw Mishap("no \(path)") }
    return Int(status.st_nlink)
  }
}
