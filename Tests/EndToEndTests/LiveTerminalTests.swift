import Deploy
import Glibc
import TestSupport
import Testing

/// What a person sees in a terminal while a run goes on; Screens.txt has the windows.
///
/// `UPDATE_GOLDEN=1 swift test --filter LiveTerminalTests` writes what they show now; look at them.
struct LiveTerminalTests {
  private static let file = "\(Schema.top)/Tests/EndToEndTests/Screens.txt"
  private static let names = ["one", "two", "three"]

  /// A playbook whose last step waits for the test, and whose plan fills every window.
  private static func settle(_ stage: Stage, hosts: String = "[one, two, three]") throws {
    for server in stage.servers { try server.write("old\n", to: "notes.txt") }
    try stage.write((1...30).map { "line \($0) of the new notes\n" }.joined(), to: "notes.txt")
    try stage.playbook(
      hosts: hosts,
      steps: """
          - copy: notes.txt
          - restart: { command: "while test -e ../held; do sleep 0.1; done; test ! -e ../broken || ! grep -q broken notes.txt" }
            name: restart the app
          - healthy: { cmd: "test -e ../gate", within: 100s, every: 100ms }
            name: wait until the app answers
        """)
  }

  private static func command(_ stage: Stage, _ words: String, settings: String = "") -> String {
    "trap : INT; cd \(stage.project) && env -i PATH=/usr/bin:/bin HOME=\(stage.project) TERM=screen LC_ALL=C.UTF-8 "
      + "\(settings) \(Deployctl.path) deploy playbooks/site.yml \(words) -F \(stage.sshConfig); "
      // The window stays for those who look at it.
      + "echo \"exit $?\"; exec cat"
  }

  private static func with(
    _ stage: Stage, columns: Int = 80, lines: Int = 24, _ command: String, _ body: (Tmux) async throws -> Void
  ) async throws {
    let terminal = try await Tmux(in: stage.folder, columns: columns, lines: lines, command)
    do {
      try await body(terminal)
    } catch {
      await terminal.end()
      throw error
    }
    await terminal.end()
  }

  /// What differs from run to run is masked.
  private static func masked(_ screen: [String], _ stage: Stage) -> String {
    screen.map { line in
      line.replacing(#/ +[0-9]+ s$/#, with: "  N s").replacing(#/site_[0-9]{8}_[0-9]{6}/#, with: "site_RUN")
        .replacing(stage.folder, with: "FOLDER")
    }.joined(separator: "\n")
  }

  @Test func theWindowsOfARunOnThreeHosts() async throws {
    try await Stage.with("one", "two", "three") { stage in
      try Self.settle(stage)
      var windows: [(title: String, text: String)] = []
      try await Self.with(stage, Self.command(stage, "--yes")) { terminal in
        try stage.servers[0].openGate()
        let wide = try await terminal.shows("one is through, and two wait") { screen in
          screen.contains { $0.hasPrefix("one    all gates passed") }
            && screen.count { $0.contains("3/3 wait until") } == 2
        }
        #expect(try await terminal.isCursorSeen())
        windows.append(("80x24, while three hosts are at work", Self.masked(wide, stage)))
        try await terminal.resize(columns: 40, lines: 10)
        let narrow = try await terminal.shows("lines that fit") { screen in
          screen.contains { $0.hasPrefix("two    3/3") && $0.hasSuffix(" s") && $0.count < 40 }
        }
        windows.append(("40x10, after the window was made smaller", Self.masked(narrow, stage)))
        try await terminal.resize(columns: 80, lines: 24)
        for server in stage.servers { try server.openGate() }
        let end = try await terminal.shows("the end") { screen in screen.contains { $0.hasPrefix("exit ") } }
        let start = try #require(end.firstIndex { $0.contains("  committed") })
        #expect(end[..<start].allSatisfy { !$0.contains("3/3") }, "what was drawn is left: \(end)")
        #expect(end.count { $0.contains(": committed site_") } == 3, "\(end)")
      }
      let text = windows.map { "=== \($0.title)\n\($0.text)\n" }.joined(separator: "\n")
      if getenv("UPDATE_GOLDEN") != nil { try Files.write(text, to: Self.file) }
      #expect(try Files.read(Self.file) == text)
    }
  }

  @Test func aQuestionHasTheTerminalForItself() async throws {
    try await Stage.with("one", "two", "three") { stage in
      try Self.settle(stage)
      for server in stage.servers { try server.openGate() }
      try await Self.with(stage, columns: 60, lines: 12, Self.command(stage, "")) { terminal in
        _ = try await terminal.shows("the question") { $0.contains { $0.hasPrefix("carry this out? [y/N]") } }
        // Many looks, in which lines would have been drawn anew.
        for _ in 0..<20 {
          #expect(try await terminal.screen().last { !$0.isEmpty } == "carry this out? [y/N]")
        }
        try await terminal.type("y", "Enter")
        let end = try await terminal.shows("the end") { screen in screen.contains { $0.hasPrefix("exit ") } }
        #expect(end.contains { $0.contains("three") } && !end.contains { $0.contains("planned") }, "\(end)")
      }
      for server in stage.servers { #expect(try server.verdict() == "committed") }
    }
  }

  @Test func anInterruptLeavesNothingOfTheLines() async throws {
    try await Stage.with("one", "two", "three") { stage in
      try Self.settle(stage)
      try await Self.with(stage, lines: 90, Self.command(stage, "--yes")) { terminal in
        _ = try await terminal.shows("three at work") { $0.count { $0.contains("3/3 wait until") } == 3 }
        try await terminal.type("C-c")
        let end = try await terminal.shows("the end") { screen in screen.contains { $0.hasPrefix("exit ") } }
        #expect(end.contains { $0.hasPrefix("interrupted: asking every host") }, "\(end)")
        #expect(!end.contains { $0.contains("3/3") }, "\(end)")
      }
      for server in stage.servers { #expect(try server.verdict() == "reverted") }
    }
  }

  @Test(arguments: ["NO_COLOR=1", "TERM=dumb"])
  func whoWantsPlainLinesGetsThem(_ setting: String) async throws {
    try await Stage.with("one") { stage in
      try Self.settle(stage, hosts: "one")
      try stage.server.openGate()
      try await Self.with(stage, columns: 100, lines: 60, Self.command(stage, "--yes", settings: setting)) { terminal in
        let end = try await terminal.shows("the end") { screen in screen.contains { $0.hasPrefix("exit ") } }
        #expect(end.contains("one  1 copy notes.txt: ok"), "\(end)")
        #expect(end.contains("one  2 restart the app: ok"), "\(end)")
      }
    }
  }

  @Test func howMuchIsToldCanBeChosen() async throws {
    try await Stage.with("one") { stage in
      try Self.settle(stage, hosts: "one")
      try stage.server.openGate()
      let quiet = try await stage.run("deploy", "playbooks/site.yml", "--yes", "-q")
      #expect(quiet.code == .done, "\(quiet)")
      #expect(quiet.errors.isEmpty, "\(quiet)")
      #expect(quiet.output.contains("one: committed "), "\(quiet)")
      try stage.write("broken\n", to: "notes.txt")
      try Files.write("", to: "\(stage.server.folder)/broken")
      let failed = try await stage.run("deploy", "playbooks/site.yml", "--yes", "--quiet")
      #expect(failed.code == .reverted, "\(failed)")
      #expect(failed.errors.hasPrefix("one  2 restart the app: failed"), "\(failed)")
      let both = try await stage.run("deploy", "playbooks/site.yml", "-q", "-v")
      #expect(both.code == .usage && both.errors.contains("--quiet and --verbose exclude each other"), "\(both)")
      Files.remove("\(stage.server.folder)/broken")
      let verbose = Self.command(stage, "--yes -v")
      try await Self.with(stage, columns: 100, lines: 60, verbose) { terminal in
        let end = try await terminal.shows("the end") { screen in screen.contains { $0.hasPrefix("exit ") } }
        #expect(end.contains("one  1 copy notes.txt: ok"), "\(end)")
      }
    }
  }

  @Test func whatFailedFirstStandsLast() async throws {
    try await Stage.with("one", "two", "three") { stage in
      try Self.settle(stage)
      let playbook = try Files.read("\(stage.project)/playbooks/site.yml")
      try stage.write("on_failure: revert_failed\n" + playbook, to: "playbooks/site.yml")
      try stage.write("broken\n", to: "notes.txt")
      try stage.servers[1].openGate()
      for index in [0, 2] { try Files.write("", to: "\(stage.servers[index].folder)/broken") }
      // The first of the hosts fails after the last one.
      let hold = "\(stage.servers[0].folder)/held"
      try Files.write("", to: hold)
      let command = try stage.start(["deploy", "playbooks/site.yml", "--yes"])
      try await eventually("the failure of three") { try stage.servers[2].verdict() == "reverted" }
      Files.remove(hold)
      let ending = try await command.ending()
      #expect(ending.code == .mixed, "\(ending)")
      let verdicts = ending.output.split(separator: "\n").filter {
        $0.contains(": reverted, ") || $0.contains(": committed site_")
      }
      #expect(verdicts.map { $0.prefix { $0 != ":" } } == ["two", "one", "three"], "\(ending)")
      let failure = try #require(ending.output.split(separator: "three: restart the app failed").last)
      #expect(failure.hasPrefix(" (playbooks/site.yml:7): command: exit 1\n"), "\(ending)")
      #expect(failure.contains("deployctl show -F "), "\(ending)")
    }
  }
}
