import Deploy
import Glibc
import JSON
import TestSupport
import Testing

/// A check by an account that may look at a host and write nowhere, as a job of CI should be.
struct ReaderTests {
  /// The shell of an account cannot be changed here, so sshd has every command go through one without rights.
  private static let account =
    "ForceCommand exec setpriv --reuid=65534 --regid=65534 --clear-groups -- /bin/sh -c \"$SSH_ORIGINAL_COMMAND\""

  private func with(_ body: (Stage) async throws -> Void) async throws {
    guard getuid() == 0 else { return print("not tried: only root can become an account without rights") }
    try await Stage.with("target", sshd: [Self.account]) { stage in
      for folder in [stage.folder, "\(stage.folder)/servers", stage.server.folder, stage.server.root] {
        try await Tool.run("/bin/chmod", ["755", folder])
      }
      try stage.settle()
      try await Tool.run("/bin/chmod", ["-R", "a+rX", stage.server.root])
      try await body(stage)
    }
  }

  @Test func theCheckShowsThePlanAndWhatADeployWouldLack() async throws {
    try await with { stage in
      let before = try await stage.server.footprint()
      let check = try await stage.run("check", "playbooks/site.yml")
      #expect(check.code == .done, "\(check)")
      #expect(check.output.contains("-a of old\n"), "\(check)")
      #expect(check.output.contains("note: a deploy by this account is refused"), "\(check)")
      #expect(check.output.contains("uid 65534 cannot give it"), "\(check)")
      let pending = try await stage.run("check", "playbooks/site.yml", "--exit-code")
      #expect(pending.code == .pending, "\(pending)")
      let strict = try await stage.run("check", "playbooks/site.yml", "--strict")
      #expect(strict.code == .notChanged, "\(strict)")
      let plan = try await stage.run("plan", "playbooks/site.yml")
      #expect(plan.code == .done && plan.output.contains("a deploy by this account is refused"), "\(plan)")
      let deploy = try await stage.deploy()
      #expect(deploy.code == .notChanged, "\(deploy)")
      #expect(deploy.output.contains("target: refused, nothing was changed"), "\(deploy)")
      #expect(try await stage.server.footprint() == before)
    }
  }

  @Test(arguments: ["src/a.txt", "src"])
  func whatItMayNotReadIsUnknown(_ closed: String) async throws {
    try await with { stage in
      try await Tool.run("/bin/chmod", ["0700", "\(stage.server.root)/\(closed)"])
      let check = try await stage.run("check", "playbooks/site.yml", "--format", "json")
      #expect(check.code == .done, "\(check)")
      try await Schema.check(json: check.output, against: Schema.report)
      let host = try #require(try JSONReader.read(check.output.utf8).first("places")?.first("hosts"))
      #expect(host["status"] == "planned", "\(check)")
      #expect(host.first("steps")?["plan"] == "unknown", "\(check)")
      #expect(
        check.errors.contains("1 copy 2 files: unknown, permission: src/a.txt cannot be read by uid 65534"), "\(check)")
      #expect(try await stage.run("check", "playbooks/site.yml", "--strict").code == .notChanged)
      #expect(try await stage.deploy().code == .notChanged)
    }
  }

  @Test(arguments: [
    ("directory: src/sub", "src/sub cannot be read"),
    ("link: { path: src/link, to: a.txt }", "src/link cannot be read"),
    ("remove: src/a.txt", "src/a.txt cannot be read"),
    ("remove: { path: src, recursive: true }", "src cannot be read as a whole"),
  ])
  func whatLiesInAFolderThatItMayNotEnterIsUnknown(_ step: String, _ words: String) async throws {
    try await with { stage in
      try await Tool.run("/bin/chmod", ["0700", "\(stage.server.root)/src"])
      try stage.playbook(steps: "  - \(step)")
      let check = try await stage.run("check", "playbooks/site.yml")
      #expect(check.code == .done, "\(check)")
      #expect(check.output.contains("unknown, permission: \(words)"), "\(check)")
      #expect(try await stage.run("check", "playbooks/site.yml", "--strict").code == .notChanged)
      let deploy = try await stage.deploy()
      #expect(deploy.code == .notChanged && deploy.output.contains("\(words)"), "\(deploy)")
    }
  }

  @Test func aRootThatItMayNotEnterMakesEveryStepUnknown() async throws {
    try await with { stage in
      try await Tool.run("/bin/chmod", ["0700", stage.server.root])
      let check = try await stage.run("check", "playbooks/site.yml")
      #expect(check.code == .done, "\(check)")
      #expect(check.output.contains("cannot be entered by uid 65534"), "\(check)")
    }
  }

  @Test func whatNobodyCouldDoIsRefusedAsEver() async throws {
    try await with { stage in
      Files.remove("\(stage.server.root)/src/a.txt")
      try Files.makeFolder("\(stage.server.root)/src/a.txt")
      let check = try await stage.run("check", "playbooks/site.yml")
      #expect(check.code == .notChanged, "\(check)")
      #expect(check.output.contains("src/a.txt is a folder on the host"), "\(check)")
    }
  }

  @Test func itIsToldThatItCannotSeeUnfinishedRuns() async throws {
    try await with { stage in
      try Files.makeFolder("\(stage.server.backups)/site_20260101_000000")
      try await Tool.run("/bin/chmod", ["755", stage.server.backups])
      try await Tool.run("/bin/chmod", ["700", "\(stage.server.backups)/site_20260101_000000"])
      let check = try await stage.run("check", "playbooks/site.yml")
      #expect(check.code == .done, "\(check)")
      #expect(check.output.contains("a run that is unfinished is not seen"), "\(check)")
    }
  }
}

/// A check that connects to nobody.
struct OfflineTests {
  @Test func whatIsOnThisMachineIsCheckedWithoutAnyHost() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      await stage.server.stop()
      let ending = try await stage.run("check", "playbooks/site.yml", "--offline")
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.output == "playbooks/site.yml: fits, 1 step for 1 host; no host was asked\n", "\(ending)")
      for format in ["junit", "json"] {
        let told = try await stage.run("check", "playbooks/site.yml", "--offline", "--format", format)
        #expect(told.code == .done, "\(told)")
        if format == "json" {
          try await Schema.check(json: told.output, against: Schema.report)
        } else {
          try await Schema.check(junit: told.output)
        }
      }
      try stage.playbook(
        steps: """
            - copy: src/gone.txt
            - logs: { file: logs/app.log, fail: "a|" }
            - copy: src/${colour}.txt
          """)
      let bad = try await stage.run("check", "playbooks/site.yml", "--offline")
      #expect(bad.code == .usage, "\(bad)")
      for place in ["site.yml:5:", "site.yml:6:", "site.yml:7:"] {
        #expect(bad.errors.contains(place), "\(place): \(bad)")
      }
      let mixed = try await stage.run("check", "playbooks/site.yml", "--offline", "--strict")
      #expect(mixed.code == .usage && mixed.errors.contains("--offline asks none"), "\(mixed)")
    }
  }
}
