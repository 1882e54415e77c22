import Deploy
import Glibc
import Plan
import Reactor
import TestSupport
import Testing
import Transaction

/// Files that a rename would part from something else: they are written to, and stay the same files.
struct InPlaceTests {
  private let steps = "  - copy: [a, d/b]\n"
  private let failing = "  - restart: { command: 'grep -q new a && cp a seen; exit 1' }\n    undo: 'true'"
  private let texts = ["a": "new a\n", "d/b": "new b, and longer than the old one\n"]
  private static let worker = #"kill -9 $(cut -d" " -f1 "$DEPLOYCTL_SET/control/worker")"#
  private static let guardian = #"kill -9 $(cut -d" " -f1 "$DEPLOYCTL_SET/control/guardian")"#

  /// `a` and `twin` are one file.
  private func workshop(_ shell: Shell) async throws -> Workshop {
    let workshop = try await Workshop(shell)
    try workshop.write("old a\n", to: "a", mode: 0o640)
    try workshop.write("old b\n", to: "d/b", mode: 0o604)
    try #require(link("\(workshop.root)/a", "\(workshop.root)/twin") == 0)
    var past = [timeval(tv_sec: 1_000_000_000, tv_usec: 123_456), timeval(tv_sec: 1_000_000_000, tv_usec: 123_456)]
    for file in ["a", "d/b"] { utimes("\(workshop.root)/\(file)", &past) }
    return workshop
  }

  private func anatomy(_ workshop: Workshop, times: Bool = true) async throws -> String {
    try await Anatomy.of(["a", "twin", "d/b"].map { "\(workshop.root)/\($0)" }, times: times)
  }

  @Test(arguments: Shell.allCases)
  func hardLinksStayTogether(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    let inode = try await Tool.run("/usr/bin/stat", ["-c", "%i %h %a", "\(workshop.root)/a"])
    let trial = try await workshop.deploy(steps, texts: texts)
    #expect(trial.isCommitted, "\(trial)")
    #expect(try workshop.read("twin") == "new a\n")
    #expect(try workshop.read("d/b") == "new b, and longer than the old one\n")
    #expect(try await Tool.run("/usr/bin/stat", ["-c", "%i %h %a", "\(workshop.root)/twin"]) == inode)
    #expect(try Files.read("\(workshop.set)/files/a") == "old a\n")
    let restored = try await workshop.runtime("restore")
    #expect(restored.status == .exited(0))
    #expect(try workshop.read("twin") == "old a\n")
    #expect(try await Tool.run("/usr/bin/stat", ["-c", "%i %h %a", "\(workshop.root)/twin"]) == inode)
  }

  @Test(arguments: Shell.allCases)
  func aRevertWritesTheOldContentBack(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    // busybox keeps whole seconds only when it copies a time.
    let before = try await anatomy(workshop, times: shell != .busybox)
    let trial = try await workshop.deploy(steps + failing, texts: texts)
    #expect(trial.isReverted, "\(trial)")
    #expect(try workshop.read("seen") == "new a\n")
    #expect(try await anatomy(workshop, times: shell != .busybox) == before)
    #expect(!trial.events.contains { if case .setAside = $0 { true } else { false } }, "\(trial.events)")
  }

  @Test(arguments: Shell.allCases)
  func aWriteThatWasCutIsMendedByTheRecovery(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    let before = try await anatomy(workshop, times: shell != .busybox)
    // What a power cut in the middle of the writing leaves: a file that is neither old nor new.
    let trial = try await workshop.deploy(
      steps + "  - restart: { command: 'printf \"new\" >a; \(Self.guardian); \(Self.worker)' }\n    undo: 'true'",
      texts: texts)
    guard case .ended(.activating, _) = trial.outcome else {
      Issue.record("\(trial)")
      return
    }
    for _ in 1...2 {
      let recovered = try await workshop.runtime("recover")
      #expect(recovered.status == .exited(0), "\(recovered)")
      #expect(try await anatomy(workshop, times: shell != .busybox) == before)
      #expect(try Files.read("\(workshop.set)/aside/1") == "new")
    }
  }

  @Test(.enabled(if: getuid() == 0, "mounting takes root"), arguments: Shell.allCases)
  func aMountedFileIsWrittenThrough(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try workshop.write("old\n", to: "a b/c")
    try workshop.write("old\n", to: "source")
    let place = "\(workshop.root)/a b/c"
    try await Anatomy.mounting(["--bind", "\(workshop.root)/source"], at: place) {
      let before = try await Anatomy.of([place], times: shell != .busybox)
      let failed = try await workshop.deploy(
        "  - copy: { from: x, to: a b/c }\n"
          + "  - restart: { command: 'grep -q new source && exit 7' }\n    undo: 'true'",
        texts: ["x": "new\n"])
      #expect(failed.isReverted, "\(failed)")
      #expect(failed.failure == "command: exit 7")
      #expect(try await Anatomy.of([place], times: shell != .busybox) == before)
      let trial = try await workshop.deploy(
        "  - copy: { from: x, to: a b/c }", ["x": SourceFile(text: "new\n")], run: "again_20260101_000001")
      #expect(trial.isCommitted, "\(trial)")
      #expect(try workshop.read("source") == "new\n")
    }
    #expect(try workshop.read("a b/c") == "old\n")
  }

  @Test func twoNamesOfOneFileCannotGetDifferentContents() async throws {
    let workshop = try await workshop(.dash)
    let trial = try await workshop.deploy("  - copy: [a, twin]", texts: ["a": "new a\n", "twin": "new twin\n"])
    #expect(trial.objections.contains { $0.contains("hard links to one file") }, "\(trial)")
    let same = try await workshop.deploy("  - copy: [a, twin]", texts: ["a": "new a\n", "twin": "new a\n"])
    #expect(same.isCommitted, "\(same)")
  }

  @Test func aRunningProgramThatCannotBeWrittenToIsRefused() async throws {
    let workshop = try await Workshop(.dash)
    try await Tool.run("/bin/cp", ["/bin/sleep", "\(workshop.root)/tool"])
    try #require(link("\(workshop.root)/tool", "\(workshop.root)/twin") == 0)
    let steps = "  - copy: tool"
    let hold = "exec 3>&1; '\(workshop.root)/tool' 60 >/dev/null 2>&1 3>&- & echo $!"
    let process = Int32(try await Tool.run("/bin/sh", ["-c", hold]).split(separator: "\n")[0]) ?? 0
    defer { kill(process, SIGKILL) }
    _ = try await workshop.eventually { try Files.read("/proc/\(process)/comm") == "tool\n" }
    let trial = try await workshop.deploy(steps, texts: ["tool": "#!/bin/sh\n"])
    #expect(trial.objections.contains { $0.contains("a program that runs") }, "\(trial)")
  }
}
