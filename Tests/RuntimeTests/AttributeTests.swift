import Deploy
import Glibc
import Plan
import Reactor
import TestSupport
import Testing
import Transaction

/// What belongs to a file beside content, owner and mode.
struct AttributeTests {
  private static let marks: [(name: String, command: [String])] = [
    ("an ACL", ["setfacl", "-m", "u:1234:rwx,g:4321:r"]),
    ("an attribute", ["setfattr", "-n", "user.note", "-v", "kept"]),
    ("a capability", ["setcap", "cap_net_bind_service=ep"]),
  ]

  private func workshop(_ shell: Shell, _ mark: [String]) async throws -> Workshop {
    let workshop = try await Workshop(shell)
    try workshop.write("old\n", to: "d/a", mode: 0o4750)
    try workshop.write("old\n", to: "d/twin source", mode: 0o750)
    try #require(link("\(workshop.root)/d/twin source", "\(workshop.root)/twin") == 0)
    for path in ["d/a", "twin"] {
      let file = "\(workshop.root)/\(path)"
      let words = mark[0] == "setcap" ? mark + [file] : mark + ["--", file]
      try await Tool.run("/usr/bin/env", ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"] + words)
    }
    return workshop
  }

  private func anatomy(_ workshop: Workshop) async throws -> String {
    try await Anatomy.of(["\(workshop.root)/d/a", "\(workshop.root)/twin"])
  }

  /// What `getfattr` and `getfacl` show, without what the content decides.
  private func extras(_ workshop: Workshop) async throws -> [String] {
    try await anatomy(workshop).split(separator: "\n").map(String.init).filter { line in
      ["user", "security", "group", "mask", "other"].contains { line.hasPrefix($0) }
    }
  }

  private let steps = "  - copy: [d/a, twin]\n"
  private let texts = ["d/a": "new\n", "twin": "new twin\n"]

  @Test(.enabled(if: getuid() == 0, "this takes root"), arguments: [Shell.dash, .bash, .mksh], marks)
  func itSurvivesEverything(under shell: Shell, _ mark: (name: String, command: [String])) async throws {
    let workshop = try await workshop(shell, mark.command)
    let before = try await anatomy(workshop)
    let extras = try await extras(workshop)
    let failed = try await workshop.deploy(
      steps + "  - restart: { command: 'exit 1' }\n    undo: 'true'", texts: texts)
    #expect(failed.isReverted, "\(failed)")
    #expect(try await anatomy(workshop) == before, "after the revert")
    let trial = try await workshop.deploy(
      steps, texts.mapValues(SourceFile.init(text:)), run: "again_20260101_000001")
    #expect(trial.isCommitted, "\(trial)")
    #expect(try workshop.read("d/twin source") == "new twin\n")
    #expect(try await self.extras(workshop) == extras, "after the deploy")
    let restored = try await workshop.runtime("restore", "\(workshop.backups)/again_20260101_000001")
    #expect(restored.status == .exited(0))
    #expect(try await self.extras(workshop) == extras, "after the restore")
    #expect(try workshop.read("d/twin source") == "old\n")
  }

  @Test(.enabled(if: getuid() == 0, "this takes root"), arguments: marks)
  func whatBusyboxWouldLoseIsRefused(_ mark: (name: String, command: [String])) async throws {
    let workshop = try await workshop(.busybox, mark.command)
    let trial = try await workshop.deploy(steps, texts: texts)
    #expect(trial.objections.count == 2, "\(trial)")
    #expect(trial.objections.allSatisfy { $0.contains("which this host's cp cannot keep") }, "\(trial)")
    let plain = try await workshop.deploy("  - copy: [d/b]", texts: ["d/b": "new\n"])
    #expect(plain.isCommitted, "\(plain)")
  }

  @Test(.enabled(if: getuid() == 0, "an ACL takes root")) func theModeOfThePlaybookLimitsTheACL() async throws {
    let workshop = try await workshop(.dash, Self.marks[0].command)
    let trial = try await workshop.deploy("  - copy: { from: d/a, mode: '0700' }", texts: texts)
    #expect(trial.isCommitted, "\(trial)")
    let acl = try await Tool.run("/usr/bin/getfacl", ["-p", "-c", "-E", "\(workshop.root)/d/a"])
    #expect(acl.contains("user:1234:rwx\n") && acl.contains("mask::---\n"), "\(acl)")
  }
}
