import Deploy
import TestSupport
import Testing

/// Commands that look at several hosts, at the same time and told in the order of the hosts.
struct RoundTests {
  private static let names = ["south", "east", "north"]

  /// What each of them says of a host, and how it ends.
  private static let looks: [(words: [String], told: String, code: ExitCode)] = [
    (["status", "playbooks/site.yml"], ":/", .done),
    (["history", "playbooks/site.yml"], ":/", .done),
    (["show", "playbooks/site.yml", "latest"], ":/", .done),
    (["backups", "playbooks/site.yml"], ":/", .done),
    (["backups", "show", "playbooks/site.yml", "latest"], ":/", .done),
    (["backups", "verify", "playbooks/site.yml"], ":/", .done),
    (["backups", "diff", "playbooks/site.yml", "latest"], ":/", .done),
    (["backups", "pull", "playbooks/site.yml", "latest"], ":/", .done),
    (["backups", "prune", "playbooks/site.yml"], ":/", .done),
    (["pull", "playbooks/site.yml", "src/a.txt", "--yes"], ":/", .done),
    (["recover", "playbooks/site.yml"], ":/", .done),
    (["unlock", "playbooks/site.yml", "--reason", "none"], ":/", .done),
    (["doctor", "playbooks/site.yml"], "\n", .finding),
  ]

  @Test func hostsMeetWhileTheyAreLookedAtAndAreToldInTheirOrder() async throws {
    try await Self.withThree { stage in
      for look in Self.looks {
        try stage.wantMeeting(of: Self.names.count)
        let ending = try await stage.start(look.words).ending()
        // This machine may have a docker that does not run.
        try #require(ending.code == look.code || look.words[0] == "doctor", "\(look.words): \(ending)")
        #expect(ending.errors.isEmpty, "\(look.words): \(ending)")
        #expect(ending.output.order(of: Self.names, before: look.told) == Self.names, "\(look.words): \(ending)")
      }
      try stage.wantMeeting(of: Self.names.count)
      let list = try await stage.run("rollback", "playbooks/site.yml")
      #expect(list.code == .usage && list.errors.contains("where RUN is one of"), "\(list)")
    }
  }

  @Test func fewerAtOnceWhereThatIsWanted() async throws {
    try await Self.withThree { stage in
      for look in Self.looks {
        let ending = try await stage.start(look.words + ["--parallel", "1"]).ending()
        #expect(ending.code == look.code || look.words[0] == "doctor", "\(look.words): \(ending)")
        #expect(ending.output.order(of: Self.names, before: look.told) == Self.names, "\(look.words): \(ending)")
        let none = try await stage.start(look.words + ["--parallel", "0"]).ending()
        #expect(none.code == .usage, "\(none)")
      }
      // Who is alone waits for the others in vain.
      for words in [["status", "playbooks/site.yml"], ["recover", "playbooks/site.yml"]] {
        try stage.wantMeeting(of: Self.names.count, tries: 5)
        let ending = try await stage.start(words + ["--parallel", "1"]).ending()
        #expect(ending.code == .notChanged && ending.output.isEmpty, "\(ending)")
      }
    }
  }

  @Test func aHostThatSaysNothingKeepsNobodyFromBeingTold() async throws {
    let silent = try LoopbackSocket.listen()
    try await Self.withThree { stage in
      let config = "\nHost silent\nHostName 127.0.0.1\nPort \(try silent.port)\nConnectTimeout 1\n"
      try Files.write(try Files.read(stage.sshConfig) + config, to: stage.sshConfig)
      try stage.playbook(hosts: "[south, silent, north]", steps: "  - copy: [src/a.txt, src/b.txt]")
      for look in Self.looks {
        let ending = try await stage.merged(look.words)
        #expect(ending.code == (look.words[0] == "doctor" ? .finding : .notChanged), "\(look.words): \(ending)")
        let hosts = ["south", "silent", "north"]
        let told = look.words[0] == "doctor" ? "\n" : ":"
        #expect(ending.output.order(of: hosts, before: told) == hosts, "\(look.words): \(ending)")
      }
      let list = try await stage.run("rollback", "playbooks/site.yml")
      #expect(list.code == .notChanged && list.errors.contains("silent: not reached"), "\(list)")
    }
  }

  @Test func whoIsAskedWasToldOfThisHostLast() async throws {
    try await Self.withThree { stage in
      try stage.write("a of three\n", to: "src/a.txt")
      try #require(try await stage.deploy().code == .done)
      try stage.wantMeeting(of: Self.names.count)
      let command = [Deployctl.path, "backups", "prune", "playbooks/site.yml", "--keep", "1", "-F", stage.sshConfig]
      let ending = try await RunningCommand(Typist.words(answering: "y,n,y", command), in: stage.project).ending()
      #expect(ending.code == .usage, "\(ending)")
      let marks = ["south:/", "remove them?", "removed 1 set", "east:/", "remove them?", "declined", "north:/"]
      #expect(ending.output.contains(inOrder: marks + ["remove them?", "removed 1 set"]), "\(ending)")
      #expect(stage.servers.map(\.sets.count) == [1, 2, 1])
    }
  }

  @Test func eachHostIsAskedAboutByItselfAndFilesForHereOnce() async throws {
    try await Self.withThree { stage in
      func typing(_ answers: String, _ words: [String]) async throws -> Ending {
        try stage.wantMeeting(of: Self.names.count)
        let command = [Deployctl.path] + words + ["-F", stage.sshConfig]
        return try await RunningCommand(Typist.words(answering: answers, command), in: stage.project).ending()
      }
      for server in stage.servers {
        try await Tool.run("/bin/ln", ["-s", "elsewhere:b:n:1:1:site_20200101_000000", "\(server.backups)/.lock"])
      }
      let unlocked = try await typing("y,n,y", ["unlock", "playbooks/site.yml", "--reason", "moved here"])
      var marks = ["south:/", "take this lock away?", "taken away", "east:/", "take this lock away?", "north:/"]
      #expect(unlocked.code == .usage && unlocked.output.contains(inOrder: marks + ["taken away"]), "\(unlocked)")
      Files.remove("\(stage.servers[1].backups)/.lock")

      let run = try #require(stage.server.sets.first)
      for server in stage.servers {
        // As a power cut leaves it.
        let lines = try server.journal(run).filter { !$0.hasSuffix(" closed") }
        try Files.write(lines.joined(separator: "\n") + "\n", to: "\(server.backups)/\(run)/journal")
      }
      let recovered = try await typing("y,n,y", ["recover", "playbooks/site.yml"])
      marks = ["south:/", "recover it?", "committed", "east:/", "recover it?", "declined", "north:/", "recover it?"]
      #expect(recovered.code == .usage && recovered.output.contains(inOrder: marks), "\(recovered)")
      let verdicts = try stage.servers.map { try $0.verdict() }
      #expect(verdicts == ["committed", nil, "committed"], "\(recovered)")

      for server in stage.servers { try server.write("a by hand\n", to: "src/a.txt") }
      let pulled = try await typing("y", ["pull", "playbooks/site.yml", "src/a.txt"])
      marks = Self.names.map { "\($0):/" } + ["write this file here? [y/N]", "wrote src/a.txt"]
      #expect(pulled.code == .done && pulled.output.contains(inOrder: marks), "\(pulled)")
      #expect(try Files.read("\(stage.project)/src/a.txt") == "a by hand\n")
    }
  }

  @Test func nobodyIsAskedBeforeAllWereLookedAt() async throws {
    try await Self.withThree { stage in
      try stage.write("a of three\n", to: "src/a.txt")
      try #require(try await stage.deploy().code == .done)
      let north = stage.servers[2].folder
      try Files.write("1", to: "\(north)/late")
      let ending = try await stage.run("backups", "prune", "playbooks/site.yml", "--keep", "1", "--yes")
      #expect(ending.code == .done && ending.output.order(of: Self.names, before: ":/") == Self.names, "\(ending)")
      #expect(stage.servers.map(\.sets.count) == [1, 1, 1])
      #expect(try Files.read("\(north)/seen").split(separator: "\n").count { $0.hasPrefix("site_") } == 2)
    }
  }

  @Test func hostsThatWaitForTheirTurnStayConnected() async throws {
    // A server that hears nothing from here for five seconds hangs up.
    try await Self.withThree(sshd: ["ClientAliveInterval 1", "ClientAliveCountMax 4"]) { stage in
      try stage.write("a of three\n", to: "src/a.txt")
      try #require(try await stage.deploy().code == .done)
      try Files.write("7", to: "\(stage.servers[2].folder)/late")
      let ending = try await stage.run("backups", "prune", "playbooks/site.yml", "--keep", "1", "--yes")
      #expect(ending.code == .done, "\(ending)")
      #expect(stage.servers.map(\.sets.count) == [1, 1, 1])
    }
  }

  @Test func whatIsToldOfOneHostDoesNotMixWithAQuestionAboutAnother() async throws {
    try await Self.withThree { stage in
      try stage.servers[2].sshd.folder.write("", to: "known_hosts")
      let config = "Host north\nStrictHostKeyChecking ask\n\n" + (try Files.read(stage.sshConfig))
      try Files.write(config, to: stage.sshConfig)
      let command = [Deployctl.path, "status", "playbooks/site.yml", "-F", stage.sshConfig]
      let typed = Typist.words(answering: "y", after: 2, command)
      let ending = try await RunningCommand(typed, in: stage.project).ending()
      #expect(ending.code == .done && ending.output.contains("Trust it? [y/N] y\r\n"), "\(ending)")
      #expect(ending.output.contains(inOrder: Self.names.map { "\($0):/" }), "\(ending)")
    }
  }

  /// Three hosts with a run each, whose sessions meet where the test wants it; the first is the slowest then.
  private static func withThree(sshd lines: [String] = [], _ body: (Stage) async throws -> Void) async throws {
    let meet = [
      #"d=$(dirname "$DEPLOYCTL_STATE")"#,
      #"[ ! -e "$d/late" ] || { sleep $(cat "$d/late"); ls "$d/../south/root/backups" >"$d/seen"; }"#,
      #"want=$(cat "$d/meeting" 2>/dev/null) || exec $SHELL -c "$SSH_ORIGINAL_COMMAND""#,
      #"set -- $want"#, #": >"$d/here""#,
      #"while n=$(ls "$d"/../*/here | wc -l); [ $n -lt $1 ]; do [ $2 -gt 0 ] || { rm "$d/here"; exit 1; }"#,
      #"set -- $1 $(($2 - 1)); sleep 0.1; done"#,
      #"case $d in *south) sleep 0.4 ;; esac"#, #"exec $SHELL -c "$SSH_ORIGINAL_COMMAND""#,
    ].joined(separator: "; ")
    try await Stage.with(names, sshd: ["ForceCommand \(meet)"] + lines) { stage in
      for server in stage.servers { try server.write("a of old\n", to: "src/a.txt") }
      for name in ["a", "b"] { try stage.write("\(name) of new\n", to: "src/\(name).txt") }
      try stage.playbook(hosts: "[\(names.joined(separator: ", "))]", steps: "  - copy: [src/a.txt, src/b.txt]")
      try #require(try await stage.deploy().code == .done)
      try await body(stage)
    }
  }
}

extension Stage {
  /// From here on a session begins only once there are sessions on so many hosts, and is refused after so many tries.
  fileprivate func wantMeeting(of count: Int, tries: Int = 200) throws {
    for server in servers {
      Files.remove("\(server.folder)/here")
      try Files.write("\(count) \(tries)\n", to: "\(server.folder)/meeting")
    }
  }

  /// Runs a command with both of its streams in one, in the order in which they were written.
  fileprivate func merged(_ words: [String]) async throws -> Ending {
    let command = ["/bin/sh", "-c", #"exec "$@" 2>&1"#, "sh", Deployctl.path] + words + ["-F", sshConfig]
    return try await RunningCommand(command, in: project).ending()
  }
}

extension String {
  /// The names at the beginnings of lines, in the order in which each comes for the first time.
  fileprivate func order(of names: [String], before mark: String) -> [String] {
    var found: [String] = []
    for line in split(separator: "\n") {
      for name in names where "\(line)\n".hasPrefix(name + mark) && !found.contains(name) { found.append(name) }
    }
    return found
  }

  fileprivate func contains(inOrder marks: [String]) -> Bool {
    var rest = self[...]
    for mark in marks {
      guard let place = rest.firstRange(of: mark) else { return false }
      rest = rest[place.upperBound...]
    }
    return true
  }
}
