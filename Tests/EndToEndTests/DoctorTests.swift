import Deploy
import Glibc
import TestSupport
import Testing

struct DoctorTests {
  @Test func aFitHostIsToldSoLineByLineAndNothingIsWritten() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try #require(try await stage.deploy().code == .done)
      let before = try await stage.server.footprint()
      let ending = try await stage.run("doctor", "target")
      for matter in ["connection", "account", "tools", "clock", "root", "writing", "disk", "lock", "runs"] {
        #expect(ending.output.contains("ok   \(matter)"), "\(matter): \(ending)")
      }
      // This machine may have a docker that does not run, or a systemd with failed units.
      let fixes = ending.output.split(separator: "\n").filter { $0.hasPrefix("  fix") }
      #expect(ending.code == (fixes.isEmpty ? .done : .finding), "\(ending)")
      #expect(try await stage.server.footprint() == before)
    }
  }

  @Test func whatIsWrongIsSaidWithWhatToDo() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let run = try await stage.release(["src/a.txt": "a of two\n"])
      // As a power cut leaves it.
      let journal = "\(stage.server.backups)/\(run)/journal"
      let lines = try Files.read(journal).split(separator: "\n").filter { !$0.hasSuffix(" closed") }
      try Files.write(lines.joined(separator: "\n") + "\n", to: journal)
      let unfinished = try await stage.run("doctor", "playbooks/site.yml")
      #expect(unfinished.code == .finding, "\(unfinished)")
      #expect(unfinished.output.contains("fix  runs"), "\(unfinished)")
      #expect(unfinished.output.contains("'deployctl recover target:\(stage.server.root)'"), "\(unfinished)")
      let elsewhere = try await stage.run("doctor", "target:/no/such/root")
      #expect(elsewhere.code == .finding && elsewhere.output.contains("/no/such/root does not exist"), "\(elsewhere)")
      await stage.server.stop()
      let away = try await stage.run("doctor", "target")
      #expect(away.code == .finding && away.output.contains("fix  connection"), "\(away)")
    }
  }

  @Test func anAccountWithoutRightsIsToldWhatItLacks() async throws {
    guard getuid() == 0 else { return print("not tried: only root can become an account without rights") }
    let account =
      "ForceCommand exec setpriv --reuid=65534 --regid=65534 --clear-groups -- /bin/sh -c \"$SSH_ORIGINAL_COMMAND\""
    try await Stage.with("target", sshd: [account]) { stage in
      for folder in [stage.folder, "\(stage.folder)/servers", stage.server.folder, stage.server.root] {
        try await Tool.run("/bin/chmod", ["755", folder])
      }
      try stage.settle()
      let ending = try await stage.run("doctor", "playbooks/site.yml")
      #expect(ending.code == .finding, "\(ending)")
      #expect(ending.output.contains("ok   account     uid 65534"), "\(ending)")
      #expect(ending.output.contains("cannot be written by uid 65534"), "\(ending)")
    }
  }
}
