import Deploy
import TestSupport
import Testing

struct FleetTests {
  @Test func bothHostsAreCommittedUnderOneName() async throws {
    try await Self.withTwo { stage in
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      let run = try #require(ending.run)
      for server in stage.servers {
        #expect(try server.read("src/a.txt") == "a of new\n")
        #expect(server.sets == [run])
        #expect(try server.verdict() == "committed")
        #expect(ending.output.contains("\(server.name): committed \(run)"), "\(ending)")
      }
    }
  }

  /// The first host is reached only once the second one is asked.
  @Test func aHostIsAskedWhileOthersStillConnect() async throws {
    let mark = "/tmp/deployctl-asked-\(UInt64.random(in: 0 ... .max))"
    defer { Files.remove(mark) }
    let asked = "ForceCommand touch \(mark); exec sh -c \"$SSH_ORIGINAL_COMMAND\""
    try await Self.withTwo(sshd: [asked]) { stage in
      let port = stage.servers[0].sshd.port
      let wait = "while [ ! -e \(mark) ]; do sleep 0.05; done; exec ssh -F \(stage.sshConfig) -W 127.0.0.1:\(port) two"
      let config = try Files.read(stage.sshConfig)
      try Files.write(
        config.replacing("Host one\n", with: "Host one\n  ProxyCommand sh -c '\(wait)'\n"), to: stage.sshConfig)
      let ending = try await stage.run("check", "playbooks/site.yml")
      #expect(ending.code == .done, "\(ending)")
    }
  }

  /// The first host is at work until the other one, which waits for its turn, was seen to be there.
  @Test func aHostThatWaitsForItsTurnIsKeptConnected() async throws {
    let asking = ["ClientAliveInterval 1", "ClientAliveCountMax 30", "LogLevel DEBUG"]
    try await Self.withTwo(sshd: asking) { stage in
      let seen =
        "until [ $(grep -c 'for keepalive' \(stage.servers[1].sshd.folder.path("log"))) -ge 3 ]; do sleep 0.1; done"
      try stage.playbook(
        hosts: "[one, two]",
        steps: """
            - copy:
                from: src/a.txt
                to: src/a.txt
                validate: "test -s {} && [ ${host} = two ] || \(seen)"
              timeout: 50s
          """)
      let ending = try await stage.run("deploy", "playbooks/site.yml", "--yes", "--parallel", "1")
      #expect(ending.code == .done, "\(ending)")
    }
  }

  @Test func oneBadHostTakesBothBack() async throws {
    try await Self.withTwo { stage in
      try Files.write("", to: "\(stage.servers[1].folder)/broken")
      let before = try stage.servers.map { try $0.tree() }
      let ending = try await stage.deploy()
      #expect(ending.code == .reverted, "\(ending)")
      for (server, before) in zip(stage.servers, before) {
        #expect(try server.tree() == before)
        #expect(try server.verdict() == "reverted")
        #expect(ending.output.contains("\(server.name): reverted"), "\(ending)")
      }
    }
  }

  @Test func aHostThatIsNotReachedKeepsTheOtherUnchanged() async throws {
    try await Self.withTwo { stage in
      await stage.servers[1].stop()
      let before = try await stage.servers[0].footprint()
      let ending = try await stage.deploy()
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("two: not reached"), "\(ending)")
      #expect(ending.output.contains("one: nothing was changed"), "\(ending)")
      #expect(try await stage.servers[0].footprint() == before)
    }
  }

  @Test func aPlanRefusedOnOneHostKeepsTheOtherUnchanged() async throws {
    try await Self.withTwo { stage in
      Files.remove("\(stage.servers[1].root)/src/a.txt")
      try Files.makeFolder("\(stage.servers[1].root)/src/a.txt")
      let before = try await stage.servers[0].footprint()
      let ending = try await stage.deploy()
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("two: refused"), "\(ending)")
      #expect(ending.output.contains("src/a.txt is a folder on the host"), "\(ending)")
      #expect(try await stage.servers[0].footprint() == before)
    }
  }

  @Test func aValidateThatFailsOnOneHostKeepsTheOtherUnchanged() async throws {
    try await Self.withTwo { stage in
      try stage.playbook(
        hosts: "[one, two]", steps: "  - copy: { from: src/a.txt, validate: \": {} && test ! -e ../broken\" }")
      try Files.write("", to: "\(stage.servers[1].folder)/broken")
      let before = try stage.servers.map { try $0.tree() }
      let ending = try await stage.deploy()
      #expect(ending.code == .notChanged, "\(ending)")
      for (server, before) in zip(stage.servers, before) {
        #expect(try server.tree() == before)
        #expect(server.sets.isEmpty, "\(server.name) kept \(server.sets)")
      }
    }
  }

  @Test func hostsOfAnInventoryHaveTheirOwnRootsAndVariables() async throws {
    try await Self.withTwo { stage in
      let (one, two) = (stage.servers[0], stage.servers[1])
      try stage.write(
        """
        hosts:
          first: { address: one, root: \(one.root), vars: { place: left } }
          second: { address: two, root: \(two.root), vars: { place: right } }
        groups: { both: [first, second] }

        """, to: "hosts.yml")
      try stage.write(
        "playbook: site\nhosts: both\nsteps:\n  - copy: { from: src/a.txt, to: \"${place}.txt\" }\n",
        to: "playbooks/site.yml")
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      #expect(try one.read("left.txt") == "a of new\n")
      #expect(try two.read("right.txt") == "a of new\n")
      let back = try await stage.run("rollback", "both", "latest", "--yes", "-i", "hosts.yml")
      #expect(back.code == .done, "\(back)")
      #expect(!one.exists("left.txt") && !two.exists("right.txt"))
    }
  }

  @Test func healthyHostsCommitWhereTheFailedOneAloneReverts() async throws {
    try await Self.withTwo { stage in
      let text = try Files.read("\(stage.project)/playbooks/site.yml")
      try stage.write("on_failure: revert_failed\n" + text, to: "playbooks/site.yml")
      let (one, two) = (stage.servers[0], stage.servers[1])
      try Files.write("", to: "\(two.folder)/broken")
      let ending = try await stage.deploy()
      #expect(ending.code == .mixed, "\(ending)")
      #expect(try one.verdict() == "committed" && two.verdict() == "reverted")
      #expect(ending.output.contains("hosts differ: committed on one, not on two\n"), "\(ending)")
      let forward = "deploy -F \(stage.sshConfig) --limit two playbooks/site.yml"
      let back = "rollback -F \(stage.sshConfig) --limit one playbooks/site.yml \(one.sets[0])"
      #expect(ending.output.contains("  forward: deployctl \(forward)\n"), "\(ending)")
      #expect(ending.output.contains("  back:    deployctl \(back)\n"), "\(ending)")

      // Both can be typed.
      let undone = try await Deployctl.run(back.split(separator: " ").map(String.init) + ["--yes"], in: stage.project)
      #expect(undone.code == .done, "\(undone)")
      #expect(try one.read("src/a.txt") == "a of old\n")
      Files.remove("\(two.folder)/broken")
      let done = try await Deployctl.run(forward.split(separator: " ").map(String.init) + ["--yes"], in: stage.project)
      #expect(done.code == .done, "\(done)")
      #expect(try two.read("src/a.txt") == "a of new\n" && one.read("src/a.txt") == "a of old\n")
      let wrong = try await stage.run("check", "playbooks/site.yml", "--limit", "tow")
      #expect(wrong.code == .usage && wrong.errors.contains("no host 'tow' here (did you mean 'two'?)"), "\(wrong)")
    }
  }

  @Test(arguments: [[], ["--transport", "openssh"]])
  func aHostThatDoesNotAnswerIsLeftOutWhereThatIsWanted(words: [String]) async throws {
    try await Self.withTwo { stage in
      let (one, two) = (stage.servers[0], stage.servers[1])
      await two.stop()
      let check = try await stage.start(["check", "playbooks/site.yml", "--skip-unreachable"] + words).ending()
      #expect(check.code == .notChanged && check.output.contains("not reached, left out: two\n"), "\(check)")
      let ending = try await stage.start(
        ["deploy", "playbooks/site.yml", "--yes", "--skip-unreachable"] + words
      ).ending()
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(try one.verdict() == "committed" && one.read("src/a.txt") == "a of new\n")
      #expect(ending.output.contains("not reached, left out: two\n"), "\(ending)")
      #expect(ending.output.contains("two: left out, not reached: "), "\(ending)")
      let options = (["-F", stage.sshConfig] + words).joined(separator: " ")
      let later = "left out: two\n  once they answer: deployctl deploy \(options) --limit two playbooks/site.yml\n"
      #expect(ending.output.contains(later), "\(ending)")
      #expect(!ending.output.contains("hosts differ"), "\(ending)")
    }
  }

  /// Somebody has to look at it, and it may be the wrong machine.
  @Test func aHostWhoseKeyIsNotKnownIsNotLeftOut() async throws {
    try await Self.withTwo { stage in
      try Files.write("", to: "\(stage.servers[1].sshd.folder.path)/known_hosts")
      let before = try await stage.servers[0].footprint()
      let ending = try await stage.run("deploy", "playbooks/site.yml", "--yes", "--skip-unreachable")
      #expect(ending.code == .notChanged, "\(ending)")
      #expect(ending.output.contains("two: not reached"), "\(ending)")
      #expect(try await stage.servers[0].footprint() == before)
    }
  }

  @Test(arguments: ["libssh2", "openssh"])
  func anInventoryOfAnsiblesReachesItsHosts(transport: String) async throws {
    try await Self.withTwo { stage in
      let (one, two) = (stage.servers[0], stage.servers[1])
      // The key is known from the inventory alone.
      let config = try Files.read(stage.sshConfig).split(separator: "\n").filter { !$0.contains("IdentityFile ") }
      try Files.write(config.joined(separator: "\n") + "\n", to: stage.sshConfig)
      try stage.write(
        """
        [web]
        first ansible_host=one ansible_ssh_private_key_file=\(one.sshd.folder.path)/id_ed25519
        [other]
        second ansible_host=two ansible_ssh_private_key_file=\(two.sshd.folder.path)/id_ed25519
        [site:children]
        web
        other
        [web:vars]
        place=one
        [other:vars]
        place=two

        """, to: "inventory.ini")
      try stage.write(
        """
        playbook: site
        hosts: site
        root: \(stage.folder)/servers/${place}/root
        steps:
          - copy: src/a.txt

        """, to: "playbooks/site.yml")
      let words = ["-i", "inventory.ini", "--transport", transport]
      let part = try await stage.start(
        ["deploy", "playbooks/site.yml", "--yes", "--limit", "site:!web"] + words
      ).ending()
      #expect(part.code == .done, "\(part)")
      #expect(try one.read("src/a.txt") == "a of old\n" && two.read("src/a.txt") == "a of new\n")
      let run = try #require(two.sets.first)
      let back = try await stage.start(["rollback", "other", run, "--yes"] + words).ending()
      #expect(back.code == .done, "\(back)")
      #expect(try two.read("src/a.txt") == "a of old\n")
    }
  }

  @Test func plansThatReadTheSameAreShownOnce() async throws {
    try await Stage.with("one", "two", "three") { stage in
      let root = "\(stage.folder)/shared"
      try Files.write("old\n", to: "\(root)/a.txt")
      try stage.write("new\n", to: "a.txt")
      try stage.write(
        """
        hosts: { one: , two: , three: , other: { address: one, root: \(stage.servers[0].root) } }

        """, to: "hosts.yml")
      try stage.write(
        "playbook: site\nhosts: [one, other, two, three]\nroot: \(root)\nsteps:\n  - copy: a.txt\n",
        to: "playbooks/site.yml")
      let ending = try await stage.run("check", "playbooks/site.yml")
      #expect(ending.code == .done, "\(ending)")
      let lines = ending.output.split(separator: "\n").map(String.init)
      #expect(lines.filter { $0.hasPrefix("  1 ") }.count == 2, "\(ending)")
      #expect(lines.contains { $0.hasPrefix("one: \(root) (") } && lines.contains { $0.hasPrefix("other: ") })
      let folded = try #require(lines.firstIndex(of: "2 hosts: as one"), "\(ending)")
      #expect(lines[folded + 1] == "  two, three", "\(ending)")
      let pair = try await stage.run("check", "playbooks/site.yml", "--limit", "one,two")
      #expect(pair.output.contains("\ntwo: as one\n"), "\(pair)")
    }
  }

  private static func withTwo(
    sshd lines: [String] = [], _ body: (Stage) async throws -> Void
  ) async throws {
    try await Stage.with("one", "two", sshd: lines) { stage in
      for server in stage.servers { try server.write("a of old\n", to: "src/a.txt") }
      try stage.write("a of new\n", to: "src/a.txt")
      try stage.playbook(
        hosts: "[one, two]",
        steps: """
            - copy: src/a.txt
            - healthy: { cmd: "test ! -e ../broken", within: 1s, every: 200ms }
          """)
      try await body(stage)
    }
  }
}
