import Deploy
import Glibc
import TestSupport
import Testing

/// What is told of servers that do not let a deploy happen: HostMessages.txt has it all.
///
/// `UPDATE_GOLDEN=1 swift test --filter HostMessageTests` writes what the program says now; read the difference.
struct HostMessageTests {
  private static let file = "\(Schema.top)/Tests/EndToEndTests/HostMessages.txt"
  private static let deploy = ["deploy", "playbooks/site.yml", "--yes"]

  /// A server that is as it should not be, and what is typed then.
  private struct Trouble: Sendable {
    let name: String
    var sshd: [String] = []
    let run: @Sendable (Stage) async throws -> Ending
  }

  private static func trouble(
    _ name: String, sshd: [String] = [], _ prepare: @escaping @Sendable (Stage) async throws -> Void
  ) -> Trouble {
    Trouble(name: name, sshd: sshd) { stage in
      try await prepare(stage)
      return try await stage.start(deploy).ending()
    }
  }

  private static let troubles: [Trouble] = [
    trouble("a host key that has changed") { stage in
      let other = try await Tool.makeKey(stage.server.sshd.folder.path("other_key"))
      let words = other.split(separator: " ").prefix(2).joined(separator: " ")
      try stage.server.sshd.folder.write("[127.0.0.1]:\(stage.server.sshd.port) \(words)\n", to: "known_hosts")
    },
    trouble("a host key that is not known") { stage in
      try stage.server.sshd.folder.write("", to: "known_hosts")
    },
    trouble("a key that the server does not take") { stage in
      try stage.server.sshd.folder.write("", to: "authorized_keys")
    },
    trouble(
      "a password and nobody to ask", sshd: ["PasswordAuthentication yes", "AuthenticationMethods password"]
    ) { _ in },
    Trouble(
      name: "a wrong password", sshd: ["PasswordAuthentication yes", "AuthenticationMethods password"]
    ) { stage in
      let command = [Deployctl.path] + deploy + ["-F", stage.sshConfig]
      return try await RunningCommand(Typist.words(answering: "wrong", command), in: stage.project, ["NO_COLOR": "1"])
        .ending()
    },
    trouble("a key that is for one command", sshd: ["ForceCommand echo only this"]) { _ in },
    Trouble(name: "a disk that is full") { stage in
      try stage.write(String(repeating: "\0", count: 10_000_000), to: "src/a.txt")
      try await Tool.run("/bin/mount", ["-t", "tmpfs", "-o", "size=8m,mode=755", "tmpfs", stage.server.root])
      do {
        let ending = try await stage.start(deploy).ending()
        try await Tool.run("/bin/umount", ["-l", stage.server.root])
        return ending
      } catch {
        try await Tool.run("/bin/umount", ["-l", stage.server.root])
        throw error
      }
    },
    trouble("a root that is not there") { stage in
      Files.remove(stage.server.root)
    },
    trouble("a root that is a file") { stage in
      Files.remove(stage.server.root)
      try Files.write("no folder\n", to: stage.server.root)
    },
    trouble("a validate that says no") { stage in
      try stage.playbook(steps: "  - copy: { from: src/a.txt, validate: \"echo no good >&2; false {}\" }")
    },
    trouble("a protected host that is not named") { stage in
      try stage.write("hosts: { target: { protect: true } }\n", to: "hosts.yml")
    },
    Trouble(name: "a plan whose host has changed") { stage in
      let plan = try await stage.start(["plan", "-o", "plan.json", "playbooks/site.yml"]).ending()
      try #require(plan.code == .done, "\(plan)")
      try stage.server.write("by hand\n", to: "src/a.txt")
      return try await stage.start(["apply", "--yes", "plan.json"]).ending()
    },
  ]

  @Test func everyTroubleIsToldWithHostCauseAndWhatToDo() async throws {
    var told: [String] = []
    for trouble in Self.troubles {
      try await Stage.with("target", sshd: trouble.sshd) { stage in
        try stage.settle()
        let said = Self.masked(Mistake.said(try await trouble.run(stage)), stage)
        #expect(Mistake.isHelpful(said), "\(trouble.name): \(said)")
        told.append("=== \(trouble.name)\n\(said)")
      }
    }
    let text = told.joined(separator: "\n")
    if getenv("UPDATE_GOLDEN") != nil { try Files.write(text, to: Self.file) }
    #expect(try Files.read(Self.file) == text)
  }

  /// What differs from run to run is masked.
  private static func masked(_ said: String, _ stage: Stage) -> String {
    said.replacing(stage.folder, with: "FOLDER").replacing(stage.server.sshd.folder.path(""), with: "SSHD/")
      .replacing("\(stage.server.sshd.port)", with: "PORT").replacing("\r\n", with: "\n")
      .replacing(#/SHA256:[A-Za-z0-9+\/]+/#, with: "SHA256:KEY").replacing(#/site_[0-9]{8}_[0-9]{6}/#, with: "site_RUN")
  }
}
