import Deploy
import Glibc
import Plan
import Playbook
import Reactor
import TestSupport
import Testing
import Transaction

/// Steps for folders, links and what shall be gone.
struct PathTests {
  private func target(_ workshop: Workshop, _ path: String) throws -> String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = readlink("\(workshop.root)/\(path)", &buffer, buffer.count)
    return count < 0 ? "-" : String(decoding: buffer.prefix(count), as: UTF8.self)
  }

  private func workshop(_ shell: Shell) async throws -> Workshop {
    let workshop = try await Workshop(shell)
    try workshop.write("two\n", to: "releases/2/v")
    try workshop.write("three\n", to: "releases/3/v")
    for (target, name) in [
      ("releases/2", "current"), ("a:b file:x:dir:y", "odd"), ("line\nline\n", "lines"), ("/nowhere/at all", "off"),
    ] { #expect(Files.link(target, "\(workshop.root)/\(name)")) }
    try workshop.write("gone\n", to: "old/deep/file", mode: 0o640)
    try workshop.write("x\n", to: "old/we ird\n\\name", mode: 0o4755)
    #expect(Files.link("deep/file", "\(workshop.root)/old/link"))
    try Files.makeFolder("\(workshop.root)/old/empty")
    try #require(chmod("\(workshop.root)/old/empty", 0o2770) == 0)
    try workshop.write("single\n", to: "single")
    try Files.makeFolder("\(workshop.root)/loose")
    return workshop
  }

  private let steps = """
      - directory: { path: [data/in, loose], mode: "0750" }
      - link: { path: current, to: releases/3 }
      - link: { path: data/in/now, to: ../../releases/3/v }
      - remove: [single, odd, lines, off, not-there]
      - remove: { path: old, recursive: true }
    """

  @Test(arguments: Shell.allCases)
  func foldersLinksAndRemovalsAreMadeAndTakenBack(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    let before = try Tree(workshop.root)
    let timeless = try Tree(workshop.root, times: false)
    let failed = try await workshop.deploy(steps + "\n  - run: ls data/in/now; exit 3", texts: [:])
    #expect(failed.isReverted && failed.failure == "command: exit 3", "\(failed)")
    #expect(try Tree(workshop.root) == before)

    let trial = try await workshop.deploy(steps, [:], run: "again_20260101_000001")
    #expect(trial.isCommitted, "\(trial)")
    #expect(try target(workshop, "current") == "releases/3")
    #expect(try workshop.read("current/v") == "three\n" && workshop.read("data/in/now") == "three\n")
    for name in ["single", "odd", "lines", "off", "old"] {
      #expect(try target(workshop, name) == "-" && !Files.exists("\(workshop.root)/\(name)"), "\(name)")
    }
    var status = stat()
    #expect(stat("\(workshop.root)/loose", &status) == 0 && status.st_mode & 0o7777 == 0o750)

    let same = try await workshop.deploy(steps, [:], run: "same_20260101_000002")
    #expect(same.didNothing, "\(same)")
    let back = try await workshop.rollBack(to: "latest")
    #expect(back.isCommitted, "\(back)")
    #expect(try Tree(workshop.root, times: false) == timeless)
    let forth = try await workshop.rollBack(to: "latest", run: "rollback_20260101_000010")
    #expect(forth.isCommitted, "\(forth)")
    #expect(try target(workshop, "current") == "releases/3")
    #expect(!Files.exists("\(workshop.root)/old"))
  }

  @Test(arguments: Shell.allCases)
  func restoreByHandBringsLinksBack(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    let before = try Tree(workshop.root, times: false)
    #expect(try await workshop.deploy(steps, texts: [:]).isCommitted)
    let restored = try await workshop.runtime("restore")
    #expect(restored.status == .exited(0), "\(String(decoding: restored.output, as: UTF8.self))")
    #expect(try Tree(workshop.root, times: false) == before)
  }

  @Test(arguments: Shell.allCases)
  func whatCannotBeIsRefusedWithTheReason(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    let before = try Tree(workshop.root)
    for (step, reason) in [
      ("remove: old", "old is a folder on the host: 'recursive: true' removes it with all that it holds"),
      (
        "directory: single",
        "\(workshop.root)/single is a file on the host, where a folder is needed: move it away first"
      ),
      (
        "directory: current",
        "\(workshop.root)/current is a symbolic link on the host: name the folder that it leads to"
      ),
      ("link: { path: single, to: old }", "single is a file on the host, not a link: move it away first"),
      (
        "link: { path: old, to: single }",
        "old is a folder on the host, not a link: what it holds is not ours to throw away"
      ),
      (
        "link: { path: current, to: releases/4 }",
        "current would lead to releases/4, where nothing is: make that first, by a step before this one"
      ),
    ] {
      let trial = try await workshop.deploy("  - \(step)", texts: [:])
      #expect(trial.objections == [reason], "\(trial)")
    }
    let made = try await workshop.deploy(
      "  - directory: releases/4\n  - link: { path: current, to: releases/4 }", texts: [:])
    #expect(made.isCommitted, "\(made)")
    #expect(try Tree(workshop.root) != before)
  }

  @Test(arguments: Shell.allCases)
  func aLinkThatSomebodyTurnedIsDrift(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    #expect(try await workshop.deploy("  - link: { path: current, to: releases/3 }", texts: [:]).isCommitted)
    #expect(unlink("\(workshop.root)/current") == 0 && Files.link("releases/2", "\(workshop.root)/current"))
    let next = try await workshop.deploy(
      "  - link: { path: current, to: releases/3 }", [:], run: "next_20260101_000001")
    #expect(next.objections.first?.hasPrefix("current was changed on the server since \(Workshop.run)") == true)
    let removal = try await workshop.deploy("  - remove: current", [:], run: "gone_20260101_000002")
    #expect(removal.objections.first?.hasPrefix("current was changed on the server since \(Workshop.run)") == true)
    let forced = try await workshop.deploy(
      "  - link: { path: current, to: releases/3, on_drift: overwrite }", [:], run: "force_20260101_000003")
    #expect(forced.isCommitted, "\(forced)")
    #expect(try target(workshop, "current") == "releases/3")
  }
}
