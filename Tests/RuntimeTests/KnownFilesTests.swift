import Deploy
import Glibc
import Plan
import Reactor
import TestSupport
import Testing
import Transaction

/// Files of large trees that are not read again while nothing shows that somebody wrote to them.
struct KnownFilesTests {
  /// From so many on hashes are kept.
  private static let count = 1000

  @Test(arguments: Shell.allCases)
  func anUnchangedTreeIsNotReadAgain(under shell: Shell) async throws {
    let bench = try await Bench(shell)
    let first = try await bench.deploy()
    #expect(first.isCommitted, "\(first)")
    #expect(try bench.lines == Self.count)
    let nothing = try await bench.deploy()
    #expect(nothing.didNothing, "\(nothing)")
    #expect(try bench.hashed() == 0)
    let rehashed = try await bench.deploy(rehashes: true)
    #expect(rehashed.didNothing, "\(rehashed)")
    #expect(try bench.hashed() == Self.count)

    // An edit of the same length, whose time is set back.
    let place = "\(bench.workshop.root)/site/d1/f 1"
    let mark = "\(bench.workshop.folder)/mark"
    _ = try await Tool.run("/usr/bin/touch", ["-r", place, mark])
    let file = open(place, O_WRONLY)
    try #require(file >= 0 && pwrite(file, "9", 1, 0) == 1 && close(file) == 0)
    _ = try await Tool.run("/usr/bin/touch", ["-r", mark, place])
    let drifted = try await bench.deploy()
    #expect(drifted.objections.contains { $0.hasPrefix("site/d1/f 1 was changed on the server") }, "\(drifted)")
    _ = try bench.hashed()

    // A run of few files leaves what is known of the others.
    let mended = try await bench.deploy("on_drift: overwrite")
    #expect(mended.isCommitted, "\(mended)")
    _ = try bench.hashed()
    let again = try await bench.deploy()
    #expect(again.didNothing, "\(again)")
    #expect(try bench.hashed() == 1)
  }

  @Test(arguments: [Shell.dash, .busybox])
  func whatSomebodyElseCouldHaveWrittenIsNotBelieved(under shell: Shell) async throws {
    let bench = try await Bench(shell)
    let first = try await bench.deploy()
    #expect(first.isCommitted, "\(first)")
    func isRead(_ why: String) async throws {
      _ = try bench.hashed()
      let nothing = try await bench.deploy()
      #expect(nothing.didNothing, "\(why): \(nothing)")
      #expect(try bench.hashed() == Self.count, "\(why)")
    }
    let folder = "\(bench.workshop.backups)/deployed"
    for (path, mode) in [(bench.known, mode_t(0o644)), (folder, 0o755), (bench.workshop.backups, 0o755)] {
      try #require(chmod(path, mode | 0o022) == 0)
      try await isRead("\(path) is writable by others")
      try #require(chmod(path, mode) == 0)
    }
    if getuid() == 0 {
      try #require(chown(bench.known, 12345, 12345) == 0)
      try await isRead("somebody else's")
      try #require(chown(bench.known, 0, 0) == 0)
    }
    try #require(rename(bench.known, "\(bench.workshop.folder)/away") == 0)
    try #require(symlink("\(bench.workshop.folder)/away", bench.known) == 0)
    try await isRead("a link")
    Files.remove(bench.known)
    try await isRead("missing")
    try Files.write("\0\0|||\n\(String(repeating: "f", count: 64))|1:2", to: bench.known, mode: 0o644)
    try await isRead("garbled")
  }

  /// The clock of the filesystem may not have ticked since.
  @Test(arguments: [Shell.dash, .busybox])
  func aFileThatIsNoOlderThanTheListIsNotInIt(under shell: Shell) async throws {
    let bench = try await Bench(shell, now: "2001-02-03 04:05:06.000000000 +0000")
    let first = try await bench.deploy()
    #expect(first.isCommitted, "\(first)")
    #expect(try bench.lines == 0)
  }

  /// The hashes are told in the order of the files: one that is gone would give its own to the next one, if another one
  /// whose name is told in two lines made their number right again.
  @Test(arguments: [Shell.dash, .busybox])
  func aFileThatIsGoneGivesItsHashToNoOther(under shell: Shell) async throws {
    let bench = try await Bench(shell, more: "d0/a\nb")
    let first = try await bench.deploy(then: "  - run: { command: \"rm 'site/d1/f 400'\" }\n    undo: 'true'")
    #expect(first.isCommitted, "\(first)")
    #expect(!Files.exists(bench.known))
  }

  @Test func aRevertedRunLeavesItTrue() async throws {
    let bench = try await Bench(.dash)
    let first = try await bench.deploy()
    #expect(first.isCommitted, "\(first)")
    let failed = try await bench.deploy(
      contents: "changed", then: "  - restart: { command: 'exit 3' }\n    undo: 'true'")
    #expect(failed.isReverted, "\(failed)")
    let nothing = try await bench.deploy()
    #expect(nothing.didNothing, "\(nothing)")
    let changed = try await bench.deploy(contents: "changed")
    #expect(changed.isCommitted, "\(changed)")
    let set = "\(bench.workshop.backups)/run\(bench.runs.count)_20260101_000000"
    let restored = try await bench.workshop.runtime("restore", set)
    #expect(restored.status == .exited(0), "\(restored)")
    let back = try await bench.deploy("on_drift: overwrite", contents: "changed")
    #expect(back.isCommitted, "\(back)")
    #expect(try bench.workshop.read("site/d1/f 1") == "changed 1\n")
  }

  @Test(arguments: [Shell.dash, .busybox])
  func aRollbackLeavesItTrue(under shell: Shell) async throws {
    let bench = try await Bench(shell)
    for contents in ["one", "two"] {
      let trial = try await bench.deploy(contents: contents)
      #expect(trial.isCommitted, "\(trial)")
    }
    let back = try await bench.workshop.rollBack(to: "latest")
    #expect(back.isCommitted, "\(back)")
    #expect(try bench.workshop.read("site/d1/f 1") == "one 1\n")
    _ = try bench.hashed()
    let nothing = try await bench.deploy(contents: "one")
    #expect(nothing.didNothing, "\(nothing)")
    let again = try await bench.deploy(contents: "two")
    #expect(again.isCommitted, "\(again)")
    #expect(try bench.workshop.read("site/d1/f 1") == "two 1\n")
  }

  /// A tree, and a count of the files that the host hashes.
  private final class Bench {
    let workshop: Workshop
    private let shell: String
    private let more: String?
    private(set) var runs: [Int] = []
    private var log: String { "\(workshop.folder)/hashed" }
    var known: String { "\(workshop.backups)/deployed/known" }

    /// With `now`, the list says that it was written at this time; with `more`, the tree has a file of that name too.
    init(_ kind: Shell, now: String? = nil, more: String? = nil) async throws {
      self.more = more
      workshop = try await Workshop(kind)
      let folder = workshop.folder
      let inner = kind == .busybox ? "\(folder)/applets/sh" : workshop.shell
      let base = kind == .busybox ? "\(folder)/applets" : "$PATH"
      let tools = kind == .busybox ? "\(folder)/applets" : "/usr/bin"
      // Whichever hashes.
      for tool in ["\(tools)/sha256sum", "/usr/bin/openssl"] {
        try Files.write(
          "#!/bin/sh\nfor one do case $one in d?/*) echo 1 ;; esac; done >>\(folder)/hashed\nexec \(tool) \"$@\"\n",
          to: "\(folder)/bin/\(tool.split(separator: "/").last ?? "")", mode: 0o755)
      }
      if let now {
        try Files.write(
          "#!/bin/sh\ncase \"$*\" in '-c %y '*/control/known) echo '\(now)' ;; *) exec \(tools)/stat \"$@\" ;; esac\n",
          to: "\(folder)/bin/stat", mode: 0o755)
      }
      shell = "\(folder)/bin/shell"
      try Files.write(
        "#!/bin/sh\nPATH=\(folder)/bin:\(base)\nexport PATH\nexec \(inner) \"$@\"\n", to: shell, mode: 0o755)
    }

    func deploy(
      _ field: String = "", contents: String = "", then steps: String = "", rehashes: Bool = false
    ) async throws -> Trial {
      runs.append(runs.count + 1)
      var sources: Sources = [:]
      for number in 0..<KnownFilesTests.count {
        sources["app/d\(number % 7)/f \(number)"] = SourceFile(text: "\(contents) \(number)\n")
      }
      if let more { sources["app/\(more)"] = SourceFile(text: "more\n") }
      let fields = ["from: app", "to: site"] + (field.isEmpty ? [] : [field])
      return try await workshop.deploy(
        "  - copy: { \(fields.joined(separator: ", ")) }\n\(steps)", sources,
        run: "run\(runs.count)_20260101_000000", shell: shell, rehashes: rehashes)
    }

    /// How many files of the tree the host hashed since this was asked last, by their names from the folder on.
    func hashed() throws -> Int {
      let count = Files.exists(log) ? try Files.read(log).split(separator: "\n").count : 0
      Files.remove(log)
      return count
    }

    var lines: Int { get throws { try Files.read(known).split(separator: "\n").count } }
  }
}
