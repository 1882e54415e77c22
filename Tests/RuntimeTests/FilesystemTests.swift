import Deploy
import Glibc
import Plan
import Reactor
import TestSupport
import Testing
import Transaction

/// Destinations on another filesystem than the backup folder.
struct FilesystemTests {
  private static let worker = #"kill -9 $(cut -d" " -f1 "$DEPLOYCTL_SET/control/worker")"#
  private static let guardian = #"kill -9 $(cut -d" " -f1 "$DEPLOYCTL_SET/control/guardian")"#

  /// A folder on the tmpfs that every Linux has, which is not what holds /tmp.
  private func withElsewhere(_ body: (String) async throws -> Void) async throws {
    var template = Array("/dev/shm/deployctl-test.XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { Files.remove(folder) }
    var (here, there) = (stat(), stat())
    stat("/tmp", &here)
    stat(folder, &there)
    guard here.st_dev != there.st_dev else { return print("not tried: /tmp and /dev/shm are one filesystem") }
    try await body(folder)
  }

  private func prepare(_ folder: String) throws {
    try Files.write("old a\n", to: "\(folder)/a", mode: 0o4751)
    try Files.write("", to: "\(folder)/conf.d/empty", mode: 0o640)
    if getuid() == 0 { chown("\(folder)/conf.d/empty", 1234, 4321) }
    var past = [timeval(tv_sec: 1_000_000_000, tv_usec: 123_456), timeval(tv_sec: 1_000_000_000, tv_usec: 123_456)]
    for file in ["a", "conf.d/empty"] { utimes("\(folder)/\(file)", &past) }
  }

  private func steps(_ folder: String, _ rest: String = "") -> String {
    """
      - copy: { from: a, to: \(folder)/a, validate: 'test -s {}' }
      - copy: { from: empty, to: \(folder)/conf.d/empty }
      - copy: { from: c, to: \(folder)/new/deep/c }
      - copy: [here]
    \(rest)
    """
  }
  private let texts = ["a": "new a\n", "empty": "new\n", "c": "", "here": "here\n"]

  @Test(arguments: Shell.allCases)
  func filesThereAreStagedThereAndLeaveNoTrace(under shell: Shell) async throws {
    try await withElsewhere { folder in
      let workshop = try await Workshop(shell)
      try prepare(folder)
      let list = "find \(folder) | sort >\(workshop.root)/list"
      let trial = try await workshop.deploy(steps(folder, "  - restart: { command: '\(list)' }"), texts: texts)
      #expect(trial.isCommitted, "\(trial)")
      #expect(try Files.read("\(folder)/a") == "new a\n")
      #expect(try Files.read("\(folder)/new/deep/c") == "")
      #expect(
        try Tree(folder).leaves.map { String(decoding: $0.path, as: UTF8.self) }.sorted() == [
          "", "a", "conf.d", "conf.d/empty", "new", "new/deep", "new/deep/c",
        ])
      #expect(try Files.read("\(workshop.set)/system\(folder)/a") == "old a\n")
      let mode = try await Tool.run("/usr/bin/stat", ["-c", "%a", "\(folder)/a"])
      #expect(mode == "4751\n")
    }
  }

  @Test(arguments: Shell.allCases, ["exit 1", "\(worker); sleep 1000"])
  func aRevertLeavesWhatWasThere(under shell: Shell, _ command: String) async throws {
    try await withElsewhere { folder in
      let workshop = try await Workshop(shell)
      try prepare(folder)
      let before = try Tree(folder, times: shell != .busybox)
      let trial = try await workshop.deploy(
        steps(
          folder, "  - restart: { command: 'grep -q new \(folder)/a && touch seen; \(command)' }\n    undo: 'true'"),
        texts: texts)
      #expect(trial.isReverted, "\(trial)")
      #expect(Files.exists("\(workshop.root)/seen"))
      #expect(try Tree(folder, times: shell != .busybox) == before)
    }
  }

  @Test(arguments: Shell.allCases, ["recover", "restore"])
  func aDeadRunIsTakenBack(under shell: Shell, by verb: String) async throws {
    try await withElsewhere { folder in
      let workshop = try await Workshop(shell)
      try prepare(folder)
      let before = try Tree(folder, times: shell != .busybox)
      _ = try await workshop.deploy(
        steps(folder, "  - restart: { command: '\(Self.guardian); \(Self.worker)' }\n    undo: 'true'"), texts: texts)
      #expect(try Files.read("\(folder)/a") == "new a\n")
      let result = try await workshop.runtime(verb)
      #expect(result.status == .exited(0), "\(String(decoding: result.output + result.errorOutput, as: UTF8.self))")
      #expect(try Tree(folder, times: shell != .busybox) == before)
    }
  }

  @Test(arguments: Shell.allCases)
  func aRefusedPreparationLeavesNothingThere(under shell: Shell) async throws {
    try await withElsewhere { folder in
      let workshop = try await Workshop(shell)
      try prepare(folder)
      let before = try Tree(folder)
      let trial = try await workshop.deploy(
        "  - copy: { from: a, to: \(folder)/a, validate: 'case {} in \(folder)/.deployctl-*) exit 9;; esac' }",
        texts: texts)
      #expect(trial.objections == ["validate failed (exit 9)"], "\(trial)")
      #expect(try Tree(folder) == before)
    }
  }

  @Test(arguments: Shell.allCases)
  func aFolderOfSomebodyElseIsNotStagedIn(under shell: Shell) async throws {
    try await withElsewhere { folder in
      let workshop = try await Workshop(shell)
      try prepare(folder)
      try Files.write("theirs\n", to: "\(folder)/.deployctl-\(Workshop.run)/theirs")
      let before = try Tree(folder)
      let trial = try await workshop.deploy(steps(folder), texts: texts)
      #expect(trial.objections.first?.hasPrefix("cannot stage on another filesystem: mkdir: ") == true, "\(trial)")
      #expect(try Tree(folder) == before)
    }
  }

  @Test(.enabled(if: getuid() == 0, "mounting takes root"), arguments: Shell.allCases)
  func aBindMountOfTheSameDeviceIsAnotherFilesystem(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try Files.write("old\n", to: "\(workshop.folder)/outside/a")
    try Files.makeFolder("\(workshop.root)/in side")
    try await Anatomy.mounting(["--bind", "\(workshop.folder)/outside"], at: "\(workshop.root)/in side") {
      let before = try Tree(workshop.root, times: shell != .busybox)
      let failed = try await workshop.deploy(
        "  - copy: { from: a, to: in side/a }\n  - restart: { command: 'grep -q new \"in side/a\" && exit 7' }\n    undo: 'true'",
        texts: texts)
      #expect(failed.isReverted, "\(failed)")
      #expect(failed.failure == "command: exit 7")
      #expect(try Tree(workshop.root, times: shell != .busybox) == before)
    }
  }

  @Test(
    .enabled(if: getuid() == 0, "mounting takes root"), arguments: Shell.allCases,
    [("size=512k", "not enough room"), ("nr_inodes=8", "not enough inodes")])
  func aFilesystemWithoutRoomIsNamed(under shell: Shell, _ small: (option: String, reason: String)) async throws {
    let workshop = try await Workshop(shell)
    let place = "\(workshop.root)/small"
    try Files.makeFolder(place)
    try await Anatomy.mounting(["-t", "tmpfs", "-o", small.option, "none"], at: place) {
      let sources = Dictionary(
        uniqueKeysWithValues: (0..<10).map {
          ("small/f\($0)", SourceFile(bytes: Array(repeating: 120, count: 60_000), isExecutable: false))
        })
      let trial = try await workshop.deploy("  - copy: [\(sources.keys.sorted().joined(separator: ", "))]", sources)
      #expect(trial.objections.contains { $0.hasPrefix("\(small.reason) on the filesystem of \(place)") }, "\(trial)")
      #expect(Files.names(in: Array(place.utf8)) == [])
      #expect(!Files.exists(workshop.backups))
    }
  }

  @Test(.enabled(if: getuid() == 0, "mounting takes root"), arguments: Shell.allCases)
  func theFilesystemOfTheSetNeedsRoomToo(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try await Anatomy.mounting(["-t", "tmpfs", "-o", "size=2m", "none"], at: workshop.root) {
      let trial = try await workshop.deploy(
        "  - copy: [f]", ["f": SourceFile(bytes: Array(repeating: 120, count: 900_000), isExecutable: false)])
      #expect(
        trial.objections.contains { $0.hasPrefix("not enough room on the filesystem of \(workshop.backups)") },
        "\(trial)")
      #expect(Files.names(in: Array(workshop.root.utf8)) == [])
    }
  }
}
