import Deploy
import Glibc
import TestSupport
import Testing

struct PlaybookErrorTests {
  private static let faulty = """
    playbook: site
    hosts: target
    root: /srv/app
    steps:
      - copy: src/a.txt
      - copy: { from: src/missing.txt }
      - copy: { from: src/a.txt, to: "${place}/a.txt" }
      - healthy: { http: [1, 2] }
      - healthy: { cmd: "true", wihtin: 3s }

    """

  @Test func everyProblemIsShownAtOnceWithItsPlaceAndNoHostIsAsked() async throws {
    try await Self.withListener { stage, listener in
      try stage.write(Self.faulty, to: "playbooks/site.yml")
      for command in ["deploy", "check", "plan"] {
        let ending = try await stage.run(command, "playbooks/site.yml")
        #expect(ending.code == .usage, "\(ending)")
        #expect(ending.output.isEmpty, "\(ending)")
        for place in ["6:19", "7:35", "8:22", "9:29"] {
          #expect(ending.errors.contains("playbooks/site.yml:\(place): error: "), "no \(place): \(ending)")
        }
        #expect(
          ending.errors.contains(
            """
                9 |   - healthy: { cmd: "true", wihtin: 3s }
                  |                             ^~~~~~
            """), "\(ending)")
        #expect(ending.errors.contains("(did you mean 'within'?)"), "\(ending)")
      }
      #expect(!Self.wasCalled(listener))
    }
  }

  @Test func aPlaybookWithoutProblemsDoesAskTheHost() async throws {
    try await Self.withListener { stage, listener in
      try stage.write("a\n", to: "src/a.txt")
      try stage.playbook(steps: "  - copy: src/a.txt")
      let command = try stage.start(["check", "playbooks/site.yml"])
      try await eventually("a call") { Self.wasCalled(listener) }
      command.send(SIGKILL)
    }
  }

  @Test(arguments: [
    ("", "playbooks/site.yml:1:1: error:"),
    ("playbook: [", "playbooks/site.yml:1:12: error:"),
  ])
  func aFileThatIsNoPlaybookIsRefused(_ text: String, _ message: String) async throws {
    try await Self.withListener { stage, listener in
      try stage.write(text, to: "playbooks/site.yml")
      let ending = try await stage.deploy()
      #expect(ending.code == .usage, "\(ending)")
      #expect(ending.errors.contains(message), "\(ending)")
      #expect(!Self.wasCalled(listener))
    }
  }

  @Test func aPlaybookThatIsNotThereIsNamed() async throws {
    let ending = try await Deployctl.run(["deploy", "nowhere.yml"])
    #expect(ending.code == .usage)
    #expect(
      ending.errors
        == "error: nowhere.yml: there is no such file\nhint: paths are read from the folder that you are in\n")
  }

  /// A stage whose only host is a socket that remembers its callers.
  private static func withListener(_ body: (Stage, LoopbackSocket) async throws -> Void) async throws {
    let listener = try LoopbackSocket.listen()
    try await Stage.with { stage in
      try Files.write("Host target\nHostName 127.0.0.1\nPort \(try listener.port)\n", to: stage.sshConfig)
      try await body(stage, listener)
    }
  }

  private static func wasCalled(_ listener: LoopbackSocket) -> Bool {
    var watched = pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&watched, 1, 0) == 1
  }
}
