import Deploy
import Glibc
import TestSupport
import Testing

/// Files so large that they are brought in parts, over several commands of one connection.
struct LargeFileTests {
  @Test func aLargeFileArrivesWhole() async throws {
    try await Stage.withLargeFile { stage in
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      try stage.expectTheFile()
      // The session, and what was started beside it.
      #expect(try stage.server.sshd.log().ranges(of: "Starting session: command").count == 4)
    }
  }

  @Test(arguments: ["libssh2", "openssh"])
  func aLargeFileGoesOnWhereTheConnectionWasLost(by transport: String) async throws {
    try await Stage.withLargeFile { stage in
      let command = try stage.start(["deploy", "playbooks/site.yml", "--yes", "--transport", transport])
      try await eventually("a part") { try stage.server.hasParts() }
      try stage.server.cutSessions()
      let ending = try await command.ending()
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.errors.contains("target  connection lost"), "\(ending)")
      #expect(ending.errors.contains("target  connected again\n"), "\(ending)")
      try stage.expectTheFile()
    }
  }

  @Test func aKilledProgramLeavesNothingButWhatTheNextOneGoesOnAfter() async throws {
    try await Stage.withLargeFile { stage in
      let before = try stage.server.tree()
      let command = try stage.start(["deploy", "playbooks/site.yml", "--yes"])
      try await eventually("a part") { try stage.server.hasParts() }
      command.send(SIGKILL)
      _ = try await command.ending()
      #expect(try stage.server.tree() == before)
      #expect(stage.server.sets.isEmpty)
      let list = try await stage.run("backups", "target:\(stage.server.root)")
      #expect(list.code == .done && !list.output.contains("incoming"), "\(list)")
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      try stage.expectTheFile()
    }
  }
}

extension Stage {
  /// A stage with a playbook that copies a file of a hundred megabytes.
  fileprivate static func withLargeFile(_ body: (Stage) async throws -> Void) async throws {
    try await Stage.with("target", sshd: ["LogLevel VERBOSE"]) { stage in
      try Files.makeFolder("\(stage.project)/data")
      _ = try await Tool.run("/bin/sh", ["-c", "head -c 100000001 /dev/urandom >\"$0/data/large\"", stage.project])
      try stage.server.write("old\n", to: "data/old.txt")
      try stage.playbook(steps: "  - copy: data/large")
      try await body(stage)
    }
  }

  fileprivate func expectTheFile() throws {
    let found = try Files.read(Array("\(server.root)/data/large".utf8))
    #expect(Bulk.areEqual(found, try Files.read(Array("\(project)/data/large".utf8))))
    #expect(!Files.exists("\(server.backups)/.incoming"))
  }
}

extension Server {
  /// Whether a part of a large content lies there.
  fileprivate func hasParts() throws -> Bool {
    let folder = "\(backups)/.incoming"
    return try (Files.names(in: Array(folder.utf8)) ?? []).map { String(decoding: $0, as: UTF8.self) }
      .contains { try $0.hasSuffix(".parts") && !Files.read("\(folder)/\($0)").isEmpty }
  }
}
