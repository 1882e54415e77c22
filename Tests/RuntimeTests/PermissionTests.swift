import Deploy
import Glibc
import Plan
import Reactor
import TestSupport
import Testing
import Transaction

/// What cannot be replaced is refused by the plan, with the reason and what to type.
struct PermissionTests {
  private func workshop(_ shell: Shell) async throws -> Workshop {
    let workshop = try await Workshop(shell)
    try workshop.write("old\n", to: "d/a")
    return workshop
  }

  /// Runs the body while `chattr` has put something on a file; false where the filesystem knows no such thing.
  private func with(_ attribute: String, on path: String, _ body: () async throws -> Void) async throws {
    guard getuid() == 0 else { return print("not tried: chattr takes root") }
    let set = try await Tool.answer("chattr", ["+\(attribute)", path])
    guard set.status == 0 else { return print("not tried: no chattr on this filesystem") }
    do {
      try await body()
    } catch {
      try await Tool.run("/usr/bin/chattr", ["-\(attribute)", path])
      throw error
    }
    try await Tool.run("/usr/bin/chattr", ["-\(attribute)", path])
  }

  @Test(arguments: Shell.allCases, [("i", "immutable"), ("a", "append-only")])
  func whatChattrForbidsIsRefused(under shell: Shell, _ kind: (letter: String, word: String)) async throws {
    let workshop = try await workshop(shell)
    for path in ["d/a", "d"] {
      let full = "\(workshop.root)/\(path)"
      try await with(kind.letter, on: full) {
        let trial = try await workshop.deploy("  - copy: d/a", texts: ["d/a": "new\n"])
        #expect(
          trial.objections.contains { $0.contains("is \(kind.word): 'chattr -\(kind.letter) \(full)'") }, "\(trial)")
        #expect(!Files.exists(workshop.backups))
      }
    }
    #expect(try await workshop.deploy("  - copy: d/a", texts: ["d/a": "new\n"]).isCommitted)
  }

  /// busybox's `test -w` lets root write everywhere, and there may be no lsattr.
  @Test func anImmutableFileIsFoundWithoutLsattr() async throws {
    let workshop = try await workshop(.busybox)
    try await with("i", on: "\(workshop.root)/d/a") {
      let only = "\(workshop.folder)/only"
      try Files.write(
        "#!/bin/sh\nPATH=\(workshop.folder)/applets\nexec \(workshop.folder)/applets/sh \"$@\"\n", to: only, mode: 0o755
      )
      // The runtime adds the system's folders to PATH, so the tool is hidden by one that knows nothing.
      try Files.write("#!/bin/false\n", to: "\(workshop.folder)/applets/lsattr", mode: 0o755)
      let trial = try await workshop.deploy("  - copy: d/a", texts: ["d/a": "new\n"], shell: only)
      #expect(trial.objections.contains { $0.contains("is immutable") }, "\(trial)")
    }
  }

  @Test(.enabled(if: getuid() == 0, "mounting takes root"), arguments: Shell.allCases)
  func aReadOnlyMountIsRefused(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    // Without lsattr a file is opened to see what it is, and must not be taken for an immutable one.
    if shell == .busybox { try Files.write("#!/bin/false\n", to: "\(workshop.folder)/applets/lsattr", mode: 0o755) }
    let place = "\(workshop.root)/d"
    try await Anatomy.mounting(["--bind", place], at: place) {
      try await Tool.run("/bin/mount", ["-o", "remount,ro,bind", place])
      let trial = try await workshop.deploy("  - copy: [d/a, d/new/b]", texts: ["d/a": "new\n", "d/new/b": "b\n"])
      #expect(trial.objections == ["\(place) is mounted read-only"], "\(trial)")
    }
  }

  @Test(arguments: Shell.allCases)
  func askingLeavesNoTrace(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    try #require(link("\(workshop.root)/d/a", "\(workshop.root)/d/twin") == 0)
    let stamp = ["-c", "%Y %Z %z %s", "\(workshop.root)/d/a", "\(workshop.root)/d"]
    let before = try await Tool.run("/usr/bin/stat", stamp)
    let refused = try await workshop.deploy(
      "  - copy: [d/a]\n  - restart: { systemd: nowhere }", texts: ["d/a": "new\n"])
    #expect(!refused.objections.isEmpty)
    #expect(try await Tool.run("/usr/bin/stat", stamp) == before)
  }

  @Test(arguments: Shell.allCases)
  func aFolderWhereAFileShouldGoAndTheReverseAreRefused(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    let folder = try await workshop.deploy("  - copy: { from: x, to: d }", texts: ["x": "x\n"])
    #expect(
      folder.objections == [
        "d is a folder on the host, and what it holds is not ours to throw away: move it, or end 'to' with '/'"
      ])
    let file = try await workshop.deploy("  - copy: { from: x, to: d/a/b/c }", texts: ["x": "x\n"])
    #expect(
      file.objections == ["\(workshop.root)/d/a is a file on the host, where a folder is needed: move it away first"])
  }
}
