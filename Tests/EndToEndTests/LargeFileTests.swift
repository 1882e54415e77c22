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
      // What was told of it as a whole is what its host makes of it.
      let again = try await stage.deploy()
      #expect(again.code == .done && again.output.contains("nothing to do"), "\(again)")
    }
  }

  @Test func aServerWithOneSessionForAConnectionGetsItOverThat() async throws {
    try await Stage.withLargeFile(sshd: ["MaxSessions 1"]) { stage in
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      try stage.expectTheFile()
      #expect(try stage.server.sshd.log().ranges(of: "Starting session: command").count == 1)
    }
  }

  @Test func whatACommandTookAlongWhenItWasKilledIsSentByOthers() async throws {
    let folder = try Files.temporaryFolder("turns")
    defer { Files.remove(folder) }
    // The third command of the connection dies in the middle of its second part.
    let turn = "n=1; until mkdir \(folder)/$n 2>/dev/null; do n=$((n + 1)); done"
    let dying = "test $n -ne 3 || { head -c 12000000 >\(folder)/taken; kill -9 $$; }"
    try await Stage.withLargeFile(sshd: ["ForceCommand \(turn); \(dying); exec /bin/sh -c \"$SSH_ORIGINAL_COMMAND\""]) {
      stage in
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      try stage.expectTheFile()
      #expect(try Files.read(Array("\(folder)/taken".utf8)).count == 12_000_000)
    }
  }

  @Test(arguments: ["libssh2", "openssh"])
  func aLargeFileGoesOnWhereTheConnectionWasLost(by transport: String) async throws {
    let gate = try Gate()
    defer { gate.remove() }
    try await Stage.withLargeFile(sshd: [gate.line]) { stage in
      let command = try stage.start(["deploy", "playbooks/site.yml", "--yes", "--transport", transport])
      try await eventually("a part") { stage.server.hasParts() }
      try stage.server.cutSessions()
      try gate.open()
      let ending = try await command.ending()
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.errors.contains("target  connection lost"), "\(ending)")
      #expect(ending.errors.contains("target  connected again\n"), "\(ending)")
      try stage.expectTheFile()
    }
  }

  @Test func aKilledProgramLeavesNothingButWhatTheNextOneGoesOnAfter() async throws {
    let gate = try Gate()
    defer { gate.remove() }
    try await Stage.withLargeFile(sshd: [gate.line]) { stage in
      let before = try stage.server.tree()
      let command = try stage.start(["deploy", "playbooks/site.yml", "--yes"])
      try await eventually("a part") { stage.server.hasParts() }
      command.send(SIGKILL)
      _ = try await command.ending()
      try gate.open()
      try await eventually("the end of the sessions") { try stage.server.sessions().isEmpty }
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

/// Lets no command of a server take in more than a fifth of the file before it is opened.
private struct Gate {
  private let folder: String
  private var mark: String { "\(folder)/open" }

  init() throws { folder = try Files.temporaryFolder("gate") }

  var line: String {
    let wait = "until test -e \(mark) || ! test -d \(folder); do sleep 0.05; done"
    let input = "stdbuf -o0 head -c 20000000; \(wait); cat"
    return "ForceCommand { \(input); } | exec /bin/sh -c \"$SSH_ORIGINAL_COMMAND\""
  }

  func open() throws { try Files.write("", to: mark) }

  func remove() { Files.remove(folder) }
}

extension Stage {
  /// A stage with a playbook that copies a file of a hundred megabytes.
  fileprivate static func withLargeFile(
    sshd lines: [String] = [], _ body: (Stage) async throws -> Void
  ) async throws {
    try await Stage.with("target", sshd: ["LogLevel VERBOSE"] + lines) { stage in
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
  fileprivate func hasParts() -> Bool {
    let folder = "\(backups)/.incoming"
    return (Files.names(in: Array(folder.utf8)) ?? []).map { String(decoding: $0, as: UTF8.self) }.contains { name in
      var facts = stat()
      return name.hasSuffix(".parts") && stat("\(folder)/\(name)", &facts) == 0 && facts.st_size > 0
    }
  }
}
